import type { HostRegistry, HostRequest, InstallSource } from '../../../activities/ports/host-registry.ts';
import { formatOwner } from '../../../api/owner.ts';
import { expectFailure } from '../expect-failure.ts';
import { ours, oursAgain, theirs } from '../owners.ts';

export interface HostRegistrySubject {
  registry: HostRegistry;
  /** Forgets the changes so far. */
  mark(): Promise<void>;
  /** How many changes the system really made since `mark`. */
  changes(): Promise<number>;
  /** A host that somebody else made. */
  plantHost(fqdn: string, mac: string, mark?: string, ip?: string): Promise<void>;
  endBuild(fqdn: string, result: { failed?: string }): Promise<void>;
  /** The next change of a host is made, but its answer is lost. */
  loseNextAnswer(): Promise<void>;
}

export const source: InstallSource = {
  organization: 'Fleet',
  location: 'az1',
  architecture: 'x86_64',
  operatingSystem: { name: 'Bedplate-el9', major: '9', minor: '4' },
  medium: { name: 'Bedplate el9', path: 'http://mirror.example/el9' },
  template: { name: 'Bedplate kickstart', text: "%include <%= host_param('bedplate_kickstart') %>\n" },
};

export const request: HostRequest = {
  fqdn: 'n1.fleet.example',
  owner: ours,
  source,
  mac: '52:54:00:00:00:01',
  ip: '10.1.1.11',
  ip6: '2001:db8::11',
  firmware: 'UEFI',
  parameters: { bedplate_kickstart: 'http://install.example/ks' },
};

export function describeHostRegistry(name: string, makeSubject: () => Promise<HostRegistrySubject>): void {
  describe(`${name} keeps the contract of HostRegistry`, () => {
    let subject: HostRegistrySubject;
    let registry: HostRegistry;

    beforeEach(async () => {
      subject = await makeSubject();
      registry = subject.registry;
    });

    it('answers a ping, which changes nothing', async () => {
      await subject.mark();

      await registry.ping();

      expect(await subject.changes()).toBe(0);
    });

    it('creates a host with build off, and finds it', async () => {
      const host = await registry.ensureHost(request);

      expect(host).toMatchObject({ fqdn: request.fqdn, owner: ours, mac: request.mac, build: false });
      expect(await registry.find(request.fqdn)).toEqual(host);
      expect(await registry.find('n2.fleet.example')).toBeUndefined();
    });

    it('changes nothing when it is asked again', async () => {
      await registry.ensureSource(source);
      await registry.ensureHost(request);
      await subject.mark();

      await registry.ensureSource(source);
      await registry.ensureHost(request);

      expect(await subject.changes()).toBe(0);
    });

    it('takes the FQDN and the MAC in any case', async () => {
      await registry.ensureHost(request);
      await subject.mark();

      await registry.ensureHost({ ...request, fqdn: 'N1.Fleet.Example', mac: '52:54:00:00:00:01' });

      expect((await registry.find('N1.fleet.example'))?.fqdn).toBe('n1.fleet.example');
      expect(await registry.list()).toHaveLength(1);
    });

    it('brings its own host to a new wish, the mark of the new install included', async () => {
      await registry.ensureHost(request);

      const host = await registry.ensureHost({ ...request, owner: oursAgain, mac: '52:54:00:00:00:02' });

      expect(host).toMatchObject({ owner: oursAgain, mac: '52:54:00:00:00:02' });
      expect(await registry.list()).toEqual([host]);
    });

    it('makes no second host when the answer was lost', async () => {
      await registry.ensureSource(source);
      await subject.loseNextAnswer();
      await expectFailure(registry.ensureHost(request), 'Unavailable');

      const host = await registry.ensureHost(request);

      expect(host.owner).toEqual(ours);
      expect(await registry.list()).toHaveLength(1);
    });

    it.each([
      ['another node', formatOwner(theirs), /team-b\/n9/],
      ['nobody that is known', undefined, /nobody/],
    ])('refuses a name that belongs to %s, and changes nothing', async (_who, mark, words) => {
      await subject.plantHost(request.fqdn, '52:54:00:00:00:99', mark);
      await registry.ensureSource(source);
      await subject.mark();

      await expectFailure(registry.ensureHost(request), 'Conflict', words, /team-a\/n1/);
      await expectFailure(registry.setBuild(request.fqdn, ours, true), 'Conflict', words);
      await expectFailure(registry.deleteHost(request.fqdn, ours), 'Conflict', words);

      expect(await subject.changes()).toBe(0);
    });

    it('refuses a MAC that belongs to another host, and says to which', async () => {
      await subject.plantHost('other.fleet.example', request.mac, formatOwner(theirs));

      await expectFailure(registry.ensureHost(request), 'Conflict', 'other.fleet.example', /team-b\/n9/, /team-a\/n1/);

      expect(await registry.find(request.fqdn)).toBeUndefined();
    });

    it('names the organization or location that is missing', async () => {
      await expectFailure(registry.ensureSource({ ...source, organization: 'Nobody' }), 'InvalidInput', 'Nobody');
      await expectFailure(registry.ensureSource({ ...source, location: 'az9' }), 'InvalidInput', 'az9');
    });

    it('switches build mode once, however often it is told', async () => {
      await registry.ensureHost(request);
      const before = Date.now();
      const building = await registry.setBuild(request.fqdn, ours, true);
      await subject.mark();

      await registry.setBuild(request.fqdn, ours, true);

      expect(building.build).toBe(true);
      // Foreman's clock shows whole seconds.
      expect(Date.parse(building.initiatedAt ?? '')).toBeGreaterThanOrEqual(before - 1_000);
      expect(await subject.changes()).toBe(0);
      await expectFailure(registry.setBuild('n2.fleet.example', ours, true), 'NotFound', 'n2.fleet.example');
    });

    it('shows in the list when a build ended', async () => {
      await registry.ensureHost(request);
      await registry.setBuild(request.fqdn, ours, true);
      await subject.endBuild(request.fqdn, {});

      const [host] = await registry.list();

      expect(host).toMatchObject({ fqdn: request.fqdn, build: false });
      expect(Date.parse(host?.installedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(host?.initiatedAt ?? ''));
    });

    it('shows in the list what the installer reported', async () => {
      await registry.ensureHost(request);
      await registry.setBuild(request.fqdn, ours, true);
      await subject.endBuild(request.fqdn, { failed: 'no disk sda' });

      const [host] = await registry.list();

      expect(host).toMatchObject({ build: false, buildError: expect.stringContaining('no disk sda') });
    });

    it('lists only hosts that bear a mark of ours', async () => {
      await subject.plantHost('foreign.fleet.example', '52:54:00:00:00:99');
      await registry.ensureHost(request);

      expect((await registry.list()).map((host) => host.fqdn)).toEqual([request.fqdn]);
    });

    it('adopts a host that is there, and changes nothing but the mark', async () => {
      await subject.plantHost('old.fleet.example', '52:54:00:00:00:09', undefined, '10.1.1.50');
      const before = await registry.find('old.fleet.example');

      await registry.adopt('old.fleet.example', ['52:54:00:00:00:08', '52:54:00:00:00:09'], ours);

      expect(await registry.find('old.fleet.example')).toEqual({ ...before, owner: ours });
      await subject.mark();
      await registry.adopt('old.fleet.example', ['52:54:00:00:00:09'], ours);
      await registry.disown('old.fleet.example', theirs);
      expect(await subject.changes()).toBe(0);
      await registry.disown('old.fleet.example', ours);
      expect(await registry.find('old.fleet.example')).toEqual(before);
    });

    it('adopts no host that is not there, of another, another machine, or about to be installed', async () => {
      await subject.plantHost('theirs.fleet.example', '52:54:00:00:00:09', formatOwner(theirs));
      await subject.plantHost('other.fleet.example', '52:54:00:00:00:10');
      await registry.ensureHost(request);
      await registry.setBuild(request.fqdn, ours, true);
      await subject.mark();

      await expectFailure(registry.adopt('gone.fleet.example', [request.mac], ours), 'NotFound', 'gone.fleet.example');
      await expectFailure(
        registry.adopt('theirs.fleet.example', ['52:54:00:00:00:09'], ours),
        'Conflict',
        /team-b\/n9/,
      );
      await expectFailure(
        registry.adopt('other.fleet.example', ['52:54:00:00:00:99'], ours),
        'Conflict',
        '52:54:00:00:00:10',
        '52:54:00:00:00:99',
      );
      await expectFailure(registry.adopt(request.fqdn, [request.mac], ours), 'Conflict', 'build mode');
      await registry.disown('gone.fleet.example', ours);

      expect(await subject.changes()).toBe(0);
    });

    it('lists all hosts a page at a time, whosever they are, and writes nothing for it', async () => {
      await subject.plantHost('a.fleet.example', '52:54:00:00:00:0A', undefined, '10.1.1.50');
      await subject.plantHost('b.fleet.example', '52:54:00:00:00:0b', formatOwner(theirs));
      await registry.ensureHost({ ...request, fqdn: 'c.fleet.example' });
      await subject.mark();

      const first = await registry.hosts({ offset: 0, limit: 2 });
      const second = await registry.hosts({ offset: 2, limit: 2 });

      expect([first.total, second.total]).toEqual([3, 3]);
      expect(first.rows).toEqual([
        { fqdn: 'a.fleet.example', mac: '52:54:00:00:00:0a', addresses: ['10.1.1.50'], build: false },
        {
          fqdn: 'b.fleet.example',
          mark: formatOwner(theirs),
          mac: '52:54:00:00:00:0b',
          addresses: [],
          build: false,
        },
      ]);
      expect(second.rows).toMatchObject([
        { fqdn: 'c.fleet.example', mark: formatOwner(ours), addresses: ['10.1.1.11', '2001:db8::11'] },
      ]);
      expect(await subject.changes()).toBe(0);
    });

    it('deletes once, and says so the second time', async () => {
      await registry.ensureHost(request);

      expect(await registry.deleteHost(request.fqdn, oursAgain)).toBe('deleted');
      expect(await registry.deleteHost(request.fqdn, ours)).toBe('absent');
      expect(await registry.find(request.fqdn)).toBeUndefined();
    });
  });
}
