import { RELEASES } from '../../../activities/kickstart/release.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { NodeAddress, PlannedRoute } from '../../../api/plan.ts';
import { anAddress, aPlan, aSubnet, CALLBACKS, SECOND_MAC, SUBNET_V6 } from './a-plan.ts';
import { ksvalidatorComplaints } from './ksvalidator.ts';
import { type Case, type Change, refuses } from './refusals.ts';

const STORAGE = { destination: '10.200.0.0/16', via: '10.1.1.254', metric: 100 };
const BACKUP = { destination: '10.201.7.9/16', via: '10.1.1.253' };
const V6 = { destination: '2001:DB8:2::/48', via: '2001:db8:1::fe', metric: 0 };

const v4 = (...routes: PlannedRoute[]) => anAddress({ subnet: aSubnet({ routes }) });
const v6 = (...routes: PlannedRoute[]) => anAddress({ address: '2001:db8:1::11', subnet: { ...SUBNET_V6, routes } });
const second = (...routes: PlannedRoute[]) =>
  anAddress({ device: '2', mac: SECOND_MAC, address: '10.1.1.12', subnet: aSubnet({ routes }) });

function script(version: string, addresses: NodeAddress[]): string[] {
  const text = renderKickstart(aPlan({ osImage: { version } }), addresses, CALLBACKS);
  const [, section = ''] = text.split('%post --erroronfail --log=/root/bedplate-routes.log\n');
  return section === '' ? [] : (section.split('\n%end')[0] ?? '').split('\n');
}

const DEVICE = "device=$(grep -lixF '52:54:00:aa:00:01' /sys/class/net/*/address | head -n 1 | cut -d / -f 5)";

it.each(['9', '10.1'])('RHEL %s takes them in the key file of the device', (version) => {
  expect(script(version, [v4(STORAGE, BACKUP), v6(V6)])).toEqual([
    'set -eu',
    DEVICE,
    'profile=$(grep -lixE "interface-name=$device|mac-address=52:54:00:aa:00:01" ' +
      '/etc/NetworkManager/system-connections/*.nmconnection | head -n 1)',
    `cat >> "$profile" <<'EOF'`,
    '',
    '[ipv4]',
    'route1=10.200.0.0/16,10.1.1.254,100',
    'route2=10.201.0.0/16,10.1.1.253',
    '',
    '[ipv6]',
    'route1=2001:db8:2::/48,2001:db8:1::fe,0',
    'EOF',
  ]);
});

it('RHEL 8 takes them in files beside the ifcfg file of the device', () => {
  expect(script('8.10', [v4(STORAGE, BACKUP), v6(V6)])).toEqual([
    'set -eu',
    DEVICE,
    'test -f "/etc/sysconfig/network-scripts/ifcfg-$device"',
    `cat > "/etc/sysconfig/network-scripts/route-$device" <<'EOF'`,
    '10.200.0.0/16 via 10.1.1.254 metric 100',
    '10.201.0.0/16 via 10.1.1.253',
    'EOF',
    `cat > "/etc/sysconfig/network-scripts/route6-$device" <<'EOF'`,
    '2001:db8:2::/48 via 2001:db8:1::fe metric 0',
    'EOF',
  ]);
});

it('each device gets its own, and what two could take the first one does', () => {
  const lines = script('9', [v4(STORAGE), second(STORAGE, BACKUP)]);

  expect(lines.filter((line) => line.startsWith('device='))).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith('route'))).toEqual([
    'route1=10.200.0.0/16,10.1.1.254,100',
    'route1=10.201.0.0/16,10.1.1.253',
  ]);
});

it('without a route nothing is written', () => {
  expect(script('9', [anAddress(), v6()])).toEqual([]);
});

it('pykickstart takes the whole of it, for every release', async () => {
  const candidates = RELEASES.map((release) => ({
    name: `routes ${release}`,
    release,
    text: renderKickstart(
      aPlan({ osImage: { version: String(release) } }),
      [v4(STORAGE, BACKUP), v6(V6), second(BACKUP)],
      CALLBACKS,
    ),
  }));

  expect(await ksvalidatorComplaints(candidates)).toEqual([]);
}, 60_000);

const routes =
  (...of: PlannedRoute[]): Change =>
  (_plan, addresses) =>
    void addresses.splice(0, 1, v4(...of));
const REFUSED: Case[] = [
  [
    'a route to a word',
    routes({ ...STORAGE, destination: 'storage' }),
    'addresses[0].subnet.routes[0].destination',
    'is no network',
  ],
  [
    'a route through a word',
    routes(STORAGE, { ...STORAGE, via: '$(reboot)' }),
    'addresses[0].subnet.routes[1].via',
    'is no IP address',
  ],
  [
    'a route through elsewhere',
    routes({ ...STORAGE, via: '10.1.2.1' }),
    'addresses[0].subnet.routes[0].via',
    'outside the subnet 10.1.1.0/24; correct the Routes of Subnet r1-v4',
  ],
  [
    'a route of two families',
    routes({ ...STORAGE, via: '2001:db8:1::fe' }),
    'addresses[0].subnet.routes[0].via',
    'of the other family',
  ],
];
describe('is refused:', () => refuses(REFUSED));
