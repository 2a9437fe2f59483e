/** The systems that a ComputeProvider names and that every node of it needs, as people call them, and what proves who we are. */
export const PROVIDER_SYSTEMS = {
  foreman: { title: 'Foreman', credential: 'password' },
  cmdb: { title: 'The CMDB', credential: 'token' },
  dns: { title: 'The name server', credential: 'API key' },
} as const;
export type ProviderSystem = keyof typeof PROVIDER_SYSTEMS;
