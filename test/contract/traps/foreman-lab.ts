import { Foreman } from '../../../activities/adapters/foreman/foreman.ts';
import type { Reply } from '../../unit/simulator/clients.ts';
import { request } from '../suites/host-registry.ts';
import { TrapLab } from './trap-lab.ts';

export interface ShownHost {
  id: number;
  name: string;
  token: string;
  domain_id: number;
  operatingsystem_id: number;
  ptable_id: number;
  parameters: { name: string; value: string }[];
  interfaces: { id: number }[];
}

export class ForemanLab extends TrapLab {
  constructor() {
    super(async () => undefined);
  }

  /** A fresh adapter, which remembers nothing. */
  open(password = this.simulated.credentials.foreman.password): Foreman {
    const { urls, credentials } = this.simulated;
    const http = this.simulated.http({ timeoutMs: 5_000 });
    return new Foreman({ url: urls.foreman, credentials: { ...credentials.foreman, password }, http });
  }

  /** The host as Foreman shows it. */
  async show(fqdn: string = request.fqdn): Promise<ShownHost> {
    return (await this.naive.foreman('GET', `/api/hosts/${fqdn}`)).body;
  }

  /** Somebody else's try to make a host like ours, on other metal, changed so. */
  async makeTwin(change: object): Promise<Reply> {
    const { id: _id, interfaces: _interfaces, parameters: _parameters, token: _token, ...ours } = await this.show();
    const twin = { ...ours, name: 'twin', mac: '52:54:00:00:77:77', root_pass: 'long-enough', ...change };
    return this.naive.foreman('POST', '/api/hosts', { host: twin });
  }

  changeHost(host: object): Promise<Reply> {
    return this.naive.foreman('PUT', `/api/hosts/${request.fqdn}`, { host });
  }
}

/** The messages of a validation error, by attribute. */
export function errorsOf(reply: Reply): unknown {
  const { error } = reply.body as { error?: { errors?: object } };
  return { status: reply.status, errors: error?.errors ?? {} };
}
