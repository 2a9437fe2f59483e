import type { CredentialSource } from './credentials.ts';

/** How to reach one apiserver, and as whom. */
export interface ClusterConfig {
  /** Base URL, without a final slash. */
  server: string;
  /** Where this came from, in words, for messages: `file /x, context y`. */
  source: string;
  /** PEM. Without it, the system's authorities hold. */
  ca?: string;
  /** Name to check the server's certificate against, where it is not the URL's. */
  serverName?: string;
  insecureSkipTlsVerify: boolean;
  credentials: CredentialSource;
}

/** Thrown when no way to an apiserver is described; says each place that was looked at. */
export class KubeconfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KubeconfigError';
  }
}
