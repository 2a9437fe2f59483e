import type { PlanInputs } from '../../api/plan.ts';

/** What a kickstart would do to a machine, a line each, for the person who plans it. */
export function kickstartInWords({ fqdn, osImage, asset, layout, deletionPolicy }: PlanInputs): string[] {
  const mounts = layout.mounts.map(({ path, sizeMiB, grow, fsType }) => {
    const size = sizeMiB === undefined ? '' : ` ${sizeMiB} MiB`;
    return `${path} ${fsType ?? ''}${size}${grow ? ' and what is left' : ''}`.replace('  ', ' ');
  });
  return [
    `${osImage.family} ${osImage.version} (${osImage.name}) from ${osImage.sourceUrl}, as ${fqdn}`,
    `${asset.firmware}, ${asset.disks.length} disks: ${asset.disks.map(({ name, sizeGiB }) => `${name} ${sizeGiB} GiB`).join(', ')}`,
    `mounts: ${mounts.join(', ')}`,
    deletionPolicy === 'Wipe' ? 'its disks are wiped when it is deleted' : 'its disks are kept when it is deleted',
  ];
}
