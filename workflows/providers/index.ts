import { native } from './native.ts';
import type { Provider } from './provider.ts';

/** Every provider there is, by ComputeProvider.spec.type. */
export const providers: readonly Provider[] = [native];
