import { compareClaims } from '../../../activities/doctor/claims.ts';
import type { Ailing, Span } from '../../../activities/doctor/compare.ts';
import { compareHosts, compareRecords, compareRecordSets } from '../../../activities/doctor/outside.ts';
import type { OwnedRecordSet } from '../../../activities/ports/dns.ts';
import type { Host } from '../../../activities/ports/host-registry.ts';
import type { Owner } from '../../../api/owner.ts';
import { aClaim, anAddress, live, owner, span, URLS } from './a-fleet.ts';

const host = (name: string, of: Owner | undefined = owner(name)): Host => {
  return { fqdn: `${name}.example`, owner: of, mac: '', build: false };
};
const said = (findings: Ailing[]) => findings.map(({ ailment, object }) => `${ailment} ${object}`);

const web = live({ web: {} });

describe('hosts', () => {
  test.each<[what: string, hosts: Host[], within: Span, findings: string[]]>([
    ['everything in place', [host('web')], span(web), []],
    ['a node that is gone', [host('web'), host('old')], span(web), ['Orphan host old.example']],
    ['a node made meanwhile', [host('web')], span(live({}), web), []],
    ['a node that went meanwhile', [host('web')], span(web, live({})), []],
    ['a node in the making, without a claim', [], span(live({ web: { settled: false, claim: false } })), []],
    [
      'a node in the making, of an older install',
      [host('web', owner('web', 'first'))],
      span(live({ web: { settled: false } })),
      [],
    ],
    ['a Ready node of an older install', [host('web', owner('web', 'first'))], span(web), ['Stale host web.example']],
    ['a Ready node without its host', [], span(web), ['Missing host web.example']],
    ['one that became Ready meanwhile', [], span(live({ web: { settled: false } }), web), []],
    ['one that is being deleted since', [], span(web, live({ web: { settled: false } })), []],
    ['one whose permit was renewed meanwhile', [], span(web, live({ web: { claim: { installId: 'second' } } })), []],
    [
      'a host of that name of another node',
      [host('web', owner('old'))],
      span(web),
      ['Orphan host web.example', 'Missing host web.example'],
    ],
    ['a host that bears no mark', [host('web'), { ...host('theirs'), owner: undefined }], span(web), []],
    ['a node whose claim can not be read', [], span(live({ web: { claim: { inputs: undefined } } })), []],
  ])('%s', (_what, hosts, within, findings) => {
    expect(said(compareHosts(hosts, within, URLS.foreman))).toEqual(findings);
  });

  test('what another Foreman has is not missed in this one', () => {
    expect(compareHosts([], span(web), 'http://elsewhere')).toEqual([]);
  });

  test('a finding names the owner, and says why and what to do', () => {
    const [finding] = compareHosts([host('old')], span(live({})), URLS.foreman);
    expect(finding).toEqual({
      ailment: 'Orphan',
      object: 'host old.example',
      owner: 'ComputeNode default/old (uid uid-old)',
      why: 'there is no ComputeNode default/old of that uid in this cluster',
      advice: 'delete host old.example in Foreman if its machine is not in use',
    });
  });
});

describe('records of the CMDB', () => {
  const device = (name: string, of = owner(name)) => ({ kind: 'device' as const, name: `asset-${name}`, owner: of });
  const address = (number: number, of: Owner) => ({ kind: 'address' as const, name: `10.0.0.${number}`, owner: of });
  const all = [device('web'), address(1, owner('web'))];

  test.each([
    ['everything in place', all, web, []],
    [
      'orphans of both kinds',
      [...all, device('old'), address(9, owner('old'))],
      web,
      ['Orphan device asset-old', 'Orphan address 10.0.0.9'],
    ],
    [
      'a Ready node that stands on another asset',
      [...all, device('other', owner('web'))],
      web,
      ['Stale device asset-other'],
    ],
    ['a device that is not there', [address(1, owner('web'))], web, ['Missing device asset-web']],
    ['an address that is not there', [device('web')], web, ['Missing address 10.0.0.1']],
  ])('%s', (_what, records, state, findings) => {
    expect(said(compareRecords(records, span(state), URLS.cmdb))).toEqual(findings);
  });
});

describe('record sets', () => {
  const set = (type: 'A' | 'PTR', name: string, of = owner('web')): OwnedRecordSet => {
    return { name, type, ttl: 300, contents: [], owner: of };
  };
  const all = [set('A', 'web.example.'), set('PTR', '1.0.0.10.in-addr.arpa.')];

  test.each([
    ['everything in place', all, []],
    ['an orphan', [...all, set('A', 'old.example.', owner('old'))], ['Orphan A old.example.']],
    ['a reverse record that is not there', all.slice(0, 1), ['Missing PTR 1.0.0.10.in-addr.arpa.']],
    ['a forward record that is not there', all.slice(1), ['Missing A web.example.']],
  ])('%s', (_what, sets, findings) => {
    expect(said(compareRecordSets(sets, span(web), URLS.dns))).toEqual(findings);
  });
});

describe('claims and addresses', () => {
  const left = { ...live({}), claims: [aClaim('old')], addresses: [anAddress('old', 1)] };

  test('of a node that is gone are orphans', () => {
    expect(said(compareClaims(span(left)))).toEqual([
      'Orphan AssetClaim asset-old',
      'Orphan IPAddress core-old (10.0.0.1)',
    ]);
  });

  test.each<[string, Span]>([
    ['whose node lives', span(web)],
    ['whose node was there a moment ago', span(live({ old: {} }), left)],
    ['that came meanwhile', span(live({}), left)],
    [
      'that rest, or are held back for a person',
      span({
        ...left,
        claims: [{ ...aClaim('old'), heldBack: true }],
        addresses: [{ ...anAddress('old', 1), resting: true }],
      }),
    ],
  ])('%s are none', (_what, within) => {
    expect(compareClaims(within)).toEqual([]);
  });
});
