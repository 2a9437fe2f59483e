import { Failure } from '../failure.ts';
import type { Login } from '../http/authentication.ts';
import type { Http } from '../http/http.ts';
import type { Bmc, BmcFactory, BmcTarget } from '../ports/bmc.ts';
import { Redfish } from './redfish/redfish.ts';

export interface DriverOptions {
  /** The address without the driver's part of the scheme: https://10.2.2.2/redfish/v1/Systems/1 */
  url: string;
  credentials: Login;
  http: Http;
}

/** What a driver can do besides: it knows what else is behind the BMC. */
type Driver = (options: DriverOptions) => Bmc & { systems(): Promise<string[]> };

/** One line for each scheme. */
const DRIVERS: Readonly<Record<string, Driver>> = {
  'redfish+http': (options) => new Redfish(options),
  'redfish+https': (options) => new Redfish(options),
};

export interface BmcDriversOptions {
  /** Shared by all BMCs: it keeps their connections. */
  http: Http;
  /** Looks a Secret up; without a reference it gives the default login, or throws InvalidInput. */
  credentials: (ref: BmcTarget['credentialsSecretRef']) => Promise<Login>;
}

export class BmcDrivers implements BmcFactory {
  readonly #options: BmcDriversOptions;

  constructor(options: BmcDriversOptions) {
    this.#options = options;
  }

  async open(target: BmcTarget): Promise<Bmc> {
    return this.#driver(target);
  }

  async systems(target: BmcTarget): Promise<string[]> {
    const paths = await (await this.#driver(target)).systems();
    const [base = ''] = /^[^:]+:\/\/[^/]+/.exec(target.address) ?? [];
    return paths.map((path) => `${base}${path}`);
  }

  async #driver({ address, credentialsSecretRef }: BmcTarget): Promise<ReturnType<Driver>> {
    const [, scheme = '', transport = ''] = /^([a-z0-9-]+\+(https?)):\/\//.exec(address) ?? [];
    const driver = DRIVERS[scheme];
    if (!driver || !URL.canParse(address)) throw unknownScheme(address);
    const { http, credentials } = this.#options;
    return driver({
      url: transport + address.slice(scheme.length),
      credentials: await credentials(credentialsSecretRef),
      http,
    });
  }
}

function unknownScheme(address: string): Failure {
  const scheme = /^([^:]*):/.exec(address)?.[1] ?? address;
  const known = Object.keys(DRIVERS).join(', ');
  return new Failure(
    'Unsupported',
    `Bedplate has no driver for a BMC address that begins with "${scheme}" (it has ${known}). Correct bmc.address in the ComputeAsset.`,
    { waitsFor: [{ kind: 'ComputeAsset', name: '*' }] },
  );
}
