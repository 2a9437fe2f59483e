import type { OSImage } from '../../api/kinds/os-image.ts';
import type { PlannedImage } from '../../api/plan.ts';

/** What a plan keeps of an OSImage. */
export function plannedImage({ metadata, spec }: OSImage): PlannedImage {
  const { family, version, source, kickstart, packages, kernelArgs } = spec;
  return {
    name: metadata.name,
    family,
    version,
    sourceUrl: source.url,
    ostree: source.ostree,
    template: kickstart.template,
    templateRef: kickstart.templateConfigMapRef,
    packages,
    kernelArgs,
  };
}
