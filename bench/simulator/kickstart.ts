import type { InstallSource } from '../../activities/ports/host-registry.ts';
import { type BenchMachine, LOCATION } from './machine.ts';

/** Foreman renders the kickstart itself, so that nobody but the simulator serves machines. */
const TEXT = `text
reboot
lang en_US.UTF-8
keyboard --vckeymap=us
timezone UTC --utc
network --bootproto=static --device=<%= host_param('mac') %> --ip=<%= host_param('ip') %> --netmask=255.255.255.0 --gateway=<%= host_param('gateway') %> --nameserver=10.0.0.53 --hostname=<%= @host.name %> --activate
url --url="http://mirror.example/el9"
rootpw --lock
zerombr
ignoredisk --only-use=sda
clearpart --all --initlabel --disklabel=gpt --drives=sda
bootloader --boot-drive=sda
part /boot/efi --fstype=efi --size=600 --ondisk=sda
part /boot --fstype=xfs --size=1024 --ondisk=sda
part pv.01 --size=20480 --grow --ondisk=sda
volgroup vg0 pv.01
logvol / --vgname=vg0 --name=root --fstype=xfs --size=10240 --grow
%packages
@^minimal-environment
%end
%post --erroronfail
curl -fsS --retry 5 --retry-all-errors -X POST <%= foreman_url('built') %>
%end
`;

export const source: InstallSource = {
  organization: 'Fleet',
  location: LOCATION,
  architecture: 'x86_64',
  operatingSystem: { name: 'Bedplate-el9', major: '9', minor: '4' },
  medium: { name: 'Bedplate el9', path: 'http://mirror.example/el9' },
  template: { name: 'Bedplate kickstart', text: TEXT },
};

export function parametersOf({ mac, ip }: BenchMachine): Record<string, string> {
  return { mac, ip, gateway: ip.replace(/\d+$/, '254') };
}
