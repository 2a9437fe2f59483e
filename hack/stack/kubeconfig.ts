import { stringify } from 'yaml';

export type KubeconfigInput = { server: string; token: string; certificateAuthority: string };

export function kubeconfigText({ server, token, certificateAuthority }: KubeconfigInput): string {
  const data = Buffer.from(certificateAuthority).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bedplate', cluster: { server, 'certificate-authority-data': data } }],
    users: [{ name: 'bedplate-admin', user: { token } }],
    contexts: [{ name: 'bedplate', context: { cluster: 'bedplate', user: 'bedplate-admin', namespace: 'default' } }],
    'current-context': 'bedplate',
  });
}
