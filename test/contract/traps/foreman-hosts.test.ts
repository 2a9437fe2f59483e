import { formatOwner } from '../../../api/owner.ts';
import { expectFailure } from '../expect-failure.ts';
import { plantHost } from '../foreman-api.ts';
import { ours } from '../owners.ts';
import { request } from '../suites/host-registry.ts';
import { errorsOf, ForemanLab } from './foreman-lab.ts';
import { meets } from './trap-lab.ts';

const lab = new ForemanLab();
const blank = ["can't be blank"];

describe('the adapter sends what others forget', () => {
  beforeEach(async () => {
    await lab.open().ensureHost(request);
    expect(await lab.show()).toMatchObject({ managed: true, build: false });
  });

  meets(lab, 'foreman.managed-by-default', 'says itself that a host is managed', async () => {
    const naive = await lab.naive.foreman('POST', '/api/hosts', { host: { name: 'bare' } });

    expect(naive.status).toBe(422);
  });

  meets(lab, 'foreman.managed-needs-everything', 'names all that a managed host needs', async () => {
    const nothing = { architecture_id: null, operatingsystem_id: null, medium_id: null, ptable_id: null };

    const errors = { architecture_id: blank, operatingsystem_id: blank, medium_id: blank, ptable_id: blank };
    expect(errorsOf(await lab.makeTwin(nothing))).toEqual({ status: 422, errors });
  });

  meets(lab, 'foreman.no-default-taxonomy', 'names organization and location', async () => {
    const nowhere = { organization_id: null, location_id: null };

    expect(errorsOf(await lab.makeTwin(nowhere))).toEqual({
      status: 422,
      errors: { organization_id: blank, location_id: blank },
    });
  });

  meets(lab, 'foreman.managed-needs-a-mac', 'gives the MAC', async () => {
    const errors = { 'interfaces.mac': blank };
    expect(errorsOf(await lab.makeTwin({ mac: null }))).toEqual({ status: 422, errors });
  });

  meets(lab, 'foreman.managed-needs-a-password', 'makes up a root password', async () => {
    const errors = { root_pass: [expect.any(String)] };
    expect(errorsOf(await lab.makeTwin({ root_pass: null }))).toEqual({ status: 422, errors });
  });

  meets(lab, 'foreman.long-password', 'makes up a long one', async () => {
    const errors = { root_pass: ['should be 8 characters or more'] };
    expect(errorsOf(await lab.makeTwin({ root_pass: 'short' }))).toEqual({ status: 422, errors });
  });

  meets(lab, 'foreman.name-without-periods', 'makes the domain before the host', async () => {
    const name = 'n2.without-a-domain.example';
    const naive = await lab.makeTwin({ name, domain_id: null });
    expect(errorsOf(naive)).toEqual({ status: 422, errors: { name: ['must not include periods'] } });

    const host = await lab
      .open()
      .ensureHost({ ...request, fqdn: 'n2.with-a-domain.example', mac: '52:54:00:00:00:02' });

    expect(host.fqdn).toBe('n2.with-a-domain.example');
  });

  meets(lab, 'foreman.parameter-needs-its-id', 'changes a parameter by its id', async () => {
    const naive = await lab.changeHost({ host_parameters_attributes: [{ name: 'bedplate_kickstart', value: 'x' }] });
    const errors = { 'host_parameters.name': ['has already been taken'] };
    expect(errorsOf(naive)).toEqual({ status: 422, errors });

    await lab.open().ensureHost({ ...request, parameters: { bedplate_kickstart: 'y' } });

    expect((await lab.show()).parameters).toContainEqual(expect.objectContaining({ value: 'y' }));
  });

  meets(lab, 'foreman.nested-lists-add', 'changes its own parameters, and relies on the others to stay', async () => {
    await lab.changeHost({ host_parameters_attributes: [{ name: 'salt_master', value: 'salt.example' }] });

    await lab.open().ensureHost({ ...request, parameters: { bedplate_kickstart: 'y' } });

    const values = Object.fromEntries((await lab.show()).parameters.map(({ name, value }) => [name, value]));
    expect(values).toEqual({ bedplate_kickstart: 'y', bedplate_owner: formatOwner(ours), salt_master: 'salt.example' });
  });

  meets(lab, 'foreman.interface-type-is-fixed', 'changes an interface without its type', async () => {
    const { interfaces } = await lab.show();
    const naive = await lab.changeHost({ interfaces_attributes: [{ id: interfaces[0]?.id, type: 'bond' }] });
    expect(naive.status).toBe(422);

    const host = await lab.open().ensureHost({ ...request, mac: '52:54:00:00:00:02' });

    expect(host.mac).toBe('52:54:00:00:00:02');
  });

  meets(lab, 'foreman.delete-shows-the-hash', 'keeps nothing of what a delete answers', async () => {
    await lab.makeTwin({});
    const naive = await lab.naive.foreman('DELETE', '/api/hosts/twin.fleet.example');
    expect(naive.text).toContain('"root_pass":"$6$');

    expect(await lab.open().deleteHost(request.fqdn, ours)).toBe('deleted');
  });

  meets(lab, 'foreman.deleted-twice', 'takes what went away meanwhile for absent', async () => {
    const stale = JSON.stringify(await lab.show());
    await lab.naive.foreman('DELETE', `/api/hosts/${request.fqdn}`);
    await lab.simulated.fault({ system: 'foreman', method: 'GET', status: 200, body: stale });

    expect(await lab.open().deleteHost(request.fqdn, ours)).toBe('absent');
  });

  meets(lab, 'foreman.power-failure-is-a-200', 'asks the BMC for power, and never Foreman', async () => {
    const path = `/api/hosts/${request.fqdn}/power`;
    expect((await lab.simulated.journal('foreman')).map((entry) => entry.path)).not.toContain(path);

    expect(await lab.naive.foreman('GET', path)).toMatchObject({ status: 200, body: { state: 'na' } });
  });
});

describe('the adapter knows a host by what Foreman makes of it', () => {
  meets(lab, 'foreman.mac-in-lower-case', 'finds who has a MAC, however it was sent', async () => {
    await plantHost(lab.simulated, 'other.fleet.example', '52:54:00:AA:BB:CC');

    const wanted = { ...request, mac: '52:54:00:aa:bb:cc' };

    await expectFailure(lab.open().ensureHost(wanted), 'Conflict', 'other.fleet.example');
  });

  meets(lab, 'foreman.name-in-lower-case', 'finds a host, however its name was sent', async () => {
    await plantHost(lab.simulated, 'N1.Fleet.Example', '52:54:00:00:00:99');

    await expectFailure(lab.open().ensureHost(request), 'Conflict', /nobody/);
  });

  meets(lab, 'foreman.name-gets-its-domain', 'finds a host that was given a short name', async () => {
    await lab.open().ensureHost(request);
    const { domain_id: domainId } = await lab.show();
    await lab.open().deleteHost(request.fqdn, ours);
    const host = { name: 'n1', domain_id: domainId, managed: false, mac: '52:54:00:00:00:99' };
    await lab.naive.foreman('POST', '/api/hosts', { host });

    await expectFailure(lab.open().ensureHost(request), 'Conflict', /nobody/);
  });

  meets(lab, 'foreman.name-finds-its-domain', 'shares its domain with hosts that name none', async () => {
    await lab.open().ensureHost(request);
    await plantHost(lab.simulated, 'other.fleet.example', '52:54:00:00:00:99');

    expect((await lab.show('other.fleet.example')).domain_id).toBe((await lab.show()).domain_id);
  });
});
