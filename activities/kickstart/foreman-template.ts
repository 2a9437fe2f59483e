/** What Foreman shows it as; a changed text goes under the same name. */
export const FOREMAN_TEMPLATE_NAME = 'Bedplate kickstart';

/** The host parameter that holds the URL of the node's kickstart, token included. */
export const KICKSTART_PARAMETER = 'bedplate_kickstart';

/**
 * The provisioning template for every host of ours. Foreman's own token reaches us only as the last parameter of the
 * include: raw, with a query of its own. We pass it into the kickstart and keep it nowhere.
 */
export function foremanTemplate(): string {
  return [
    '<%#',
    'kind: provision',
    `name: ${FOREMAN_TEMPLATE_NAME}`,
    'model: ProvisioningTemplate',
    'description: The kickstart is written and served by Bedplate; changes made here are undone.',
    '-%>',
    `%include <%= host_param('${KICKSTART_PARAMETER}') %>&built=<%= foreman_url('built') %>`,
    '',
  ].join('\n');
}

/** Whether Foreman would take a text for what it is: nothing in it opens an ERB tag. */
export function survivesErb(text: string): boolean {
  return !text.includes('<%');
}
