/** The order that Anaconda's own documentation uses. One text serves all releases: the sections differ. */
const RHEL = `# {{ node.fqdn }} on {{ asset.name }}, written by Bedplate.
{{ sections.system }}
{{ sections.network }}
{{ sections.source }}
{{ sections.storage }}
{{ sections.packages }}
{{ sections.scripts }}
`;

/** Templates that an OSImage can name. */
export const BUILT_IN_TEMPLATES: Readonly<Record<string, string>> = { 'rhel9-default': RHEL };
