/** Where people look at a workflow; undefined while the settings name no Web UI. */
export function webUiLink(
  { webUi, temporalNamespace = 'default' }: { webUi?: string; temporalNamespace?: string },
  workflowId: string,
): string | undefined {
  return webUi && `${webUi}/namespaces/${temporalNamespace}/workflows/${encodeURIComponent(workflowId)}`;
}
