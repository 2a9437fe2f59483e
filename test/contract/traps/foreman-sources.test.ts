import { expectFailure } from '../expect-failure.ts';
import { ours } from '../owners.ts';
import { request, source } from '../suites/host-registry.ts';
import { ForemanLab } from './foreman-lab.ts';
import { meets } from './trap-lab.ts';

const lab = new ForemanLab();

beforeEach(async () => {
  await lab.open().ensureHost(request);
  await lab.open().setBuild(request.fqdn, ours, true);
  await lab.simulated.mark();
});

async function defaultTemplates(): Promise<string> {
  return `/api/operatingsystems/${(await lab.show()).operatingsystem_id}/os_default_templates`;
}

meets(
  lab,
  'foreman.template-needs-a-default',
  'makes its template the default, which alone has an effect',
  async () => {
    const path = await defaultTemplates();
    const { results } = (await lab.naive.foreman('GET', path)).body as { results: { id: number }[] };
    for (const { id } of results) await lab.naive.foreman('DELETE', `${path}/${id}`);
    const preview = () => lab.naive.foreman('GET', `/api/hosts/${request.fqdn}/template/provision`);
    const before = await preview();

    await lab.open().ensureSource(source);

    expect((await preview()).status).toBe(200);
    expect(before.status).toBe(404);
  },
);

meets(lab, 'foreman.associations-replace', 'links again what somebody replaced, and keeps the rest', async () => {
  const { operatingsystem_id: systemId } = await lab.show();
  const path = `/api/operatingsystems/${systemId}`;
  // Partition table 1 is Foreman's own.
  await lab.naive.foreman('PUT', path, { operatingsystem: { ptable_ids: [1] } });
  await lab.simulated.mark();

  await lab.open().ensureSource(source);

  expect(await lab.simulated.changes('foreman')).toEqual([`PUT ${path}`]);
  const { ptables } = (await lab.naive.foreman('GET', path)).body as { ptables: { id: number }[] };
  expect(ptables.map(({ id }) => id)).toEqual([1, (await lab.show()).ptable_id]);
});

meets(lab, 'foreman.system-name-without-spaces', "tells that a system's name can't be", async () => {
  const operatingSystem = { ...source.operatingSystem, name: 'Bedplate with spaces' };

  await expectFailure(lab.open().ensureSource({ ...source, operatingSystem }), 'InvalidInput', /white spaces/);
});

describe('a template that somebody locked', () => {
  const path = '/api/provisioning_templates/Bedplate kickstart';
  const lock = (locked: boolean) => lab.naive.foreman('PUT', path, { provisioning_template: { locked } });
  beforeEach(() => lock(true));
  afterEach(() => lock(false));

  meets(lab, 'foreman.locked-template', 'is no failing smart proxy', async () => {
    const template = { ...source.template, text: `# ${Date.now()}\n${source.template.text}` };

    await expectFailure(lab.open().ensureSource({ ...source, template }), 'Conflict', /is locked/, /Unlock it/);
  });
});
