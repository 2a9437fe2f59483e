import { type ComputeProvider, computeProvider, type NativeProvider } from '../api/kinds/compute-provider.ts';
import { CommandError, EXIT } from './exit.ts';
import type { Session } from './session.ts';

export interface Provider {
  name: string;
  native: NativeProvider;
}

/** The provider of that name; without one, the only provider there is. */
export async function nativeProvider(session: Session, name: string | undefined): Promise<Provider> {
  const { items } = await session.cluster().list(computeProvider);
  const usable = items.filter(isNative);
  const names = usable.map(({ metadata }) => metadata.name);
  if (name === undefined && usable.length !== 1) {
    const found = usable.length === 0 ? 'There is no ComputeProvider' : `There are several (${names.join(', ')})`;
    throw new CommandError(`${found}: say with --provider whose Foreman and CMDB are meant.`, EXIT.wrongUsage);
  }
  const provider = name === undefined ? usable[0] : usable.find(({ metadata }) => metadata.name === name);
  if (!provider?.spec.native) {
    throw new CommandError(
      `There is no ComputeProvider "${name}" of type native (${names.join(', ')}).`,
      EXIT.notFound,
    );
  }
  return { name: provider.metadata.name, native: provider.spec.native };
}

function isNative({ spec }: ComputeProvider): boolean {
  return spec.native !== undefined;
}
