import type { Catalogue } from './catalogue/catalogue.ts';

const kinds = [
  'PXELinux',
  'PXEGrub',
  'PXEGrub2',
  'iPXE',
  'provision',
  'finish',
  'script',
  'user_data',
  'ZTP',
  'POAP',
  'cloud-init',
  'host_init_config',
];

const ipxe = `#!ipxe
<%# kind: iPXE, name: Kickstart default iPXE %>
dhcp
set base http://boot.invalid/images
kernel \${base}/vmlinuz initrd=initrd.img inst.ks=<%= foreman_url('provision') %> inst.ks.sendmac
initrd \${base}/initrd.img
boot || goto failed
:failed
reboot
`;

/** What a Foreman has on its first day, and the fleet's organization and location. */
export function seedForeman(catalogue: Catalogue): void {
  for (const name of kinds) catalogue.create('template_kinds', { name });
  catalogue.create('organizations', { name: 'Fleet' });
  catalogue.create('locations', { name: 'az1' });
  for (const name of ['x86_64', 'aarch64']) catalogue.create('architectures', { name });
  catalogue.create('ptables', {
    name: 'Kickstart default',
    layout: 'zerombr\nclearpart --all --initlabel\nautopart\n',
    os_family: 'Redhat',
  });
  const kind = catalogue.byName('template_kinds', 'iPXE');
  catalogue.create('provisioning_templates', {
    name: 'Kickstart default iPXE',
    template: ipxe,
    template_kind_id: kind?.id ?? null,
    locked: true,
  });
}
