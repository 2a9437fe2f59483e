import type { PlanInputs, PlannedImage } from '../../api/plan.ts';
import type { Problem } from './problem.ts';
import { releaseOf, RELEASES } from './release.ts';
import { BUILT_IN_TEMPLATES } from './templates/built-in.ts';

/** On an OSTree system these are links into /var. */
const LINKED = { '/home': '/var/home', '/opt': '/var/opt', '/srv': '/var/srv', '/usr/local': '/var/usrlocal' };

/** The release, the template, and what a system that comes as a whole can't have. */
export function checkImage({ osImage, layout }: PlanInputs): Problem[] {
  const problems: Problem[] = [];
  const release = releaseOf(osImage.version);
  if (release === undefined) {
    const reason = `version "${osImage.version}" is not one that we write kickstarts for`;
    problems.push({ field: 'osImage.version', reason, remedy: `choose an OSImage of version ${RELEASES.join(', ')}` });
  }
  if (!osImage.templateRef && !Object.hasOwn(BUILT_IN_TEMPLATES, osImage.template)) {
    const reason = `there is no template "${osImage.template}"`;
    const remedy = `use ${Object.keys(BUILT_IN_TEMPLATES).join(' or ')}`;
    problems.push({ field: 'osImage.template', reason, remedy });
  }
  if (osImage.ostree && imageOf(osImage.ostree) !== undefined && release === 8) {
    const reason = 'the installer of version 8 knows no container images';
    problems.push({ field: 'osImage.ostree.url', reason, remedy: 'use a repository, or version 9 or 10' });
  }
  if (!osImage.ostree) return problems;
  if (osImage.packages.length > 0) {
    const reason = `the system comes as a whole: ${osImage.packages[0]} can't be added to it`;
    problems.push({ field: 'osImage.packages', reason, remedy: 'build packages into the commit or the image' });
  }
  return [...problems, ...checkWholeMounts(layout)];
}

const REGISTRY = 'docker://';

/** The container image that a commit is wrapped in; undefined for one of a repository. */
export function imageOf({ url }: NonNullable<PlannedImage['ostree']>): string | undefined {
  return url.startsWith(REGISTRY) ? url.slice(REGISTRY.length) : undefined;
}

function checkWholeMounts({ mounts }: PlanInputs['layout']): Problem[] {
  return mounts.flatMap(({ path }, index): Problem[] => {
    const field = `layout.mounts[${index}].path`;
    const linked = Object.entries(LINKED).find(([from]) => path === from || path.startsWith(`${from}/`));
    if (linked) {
      const [from, to] = linked;
      const remedy = `mount ${to}${path.slice(from.length)} in its place`;
      return [{ field, reason: `${from} is a link to ${to} on an OSTree system`, remedy }];
    }
    if (path !== '/usr' && !path.startsWith('/usr/')) return [];
    return [{ field, reason: `${path} is part of the commit on an OSTree system`, remedy: 'drop this mount' }];
  });
}
