import { networkOf, parseNetwork, widthOf, type Address, type Network } from '../addresses/cidr.ts';

/** Prefixes of each namespace by their length: the longest one that holds an address is found without a scan. */
export class PrefixTree {
  readonly #byNamespace = new Map<string, Map<string, string>>();

  add(namespace: string, prefix: string, id: string): void {
    const network = parseNetwork(prefix);
    if (!network) return;
    const prefixes = this.#byNamespace.get(namespace) ?? new Map<string, string>();
    this.#byNamespace.set(namespace, prefixes.set(keyOf(network), id));
  }

  remove(namespace: string, prefix: string): void {
    const network = parseNetwork(prefix);
    if (network) this.#byNamespace.get(namespace)?.delete(keyOf(network));
  }

  /** Id of the longest prefix that holds the address, no longer than `atMost`. */
  longest(namespace: string, address: Address, atMost: number = widthOf(address.family)): string | null {
    const prefixes = this.#byNamespace.get(namespace);
    for (let length = atMost; prefixes && length >= 0; length -= 1) {
      const id = prefixes.get(keyOf(networkOf(address, length)));
      if (id !== undefined) return id;
    }
    return null;
  }
}

function keyOf({ family, base, length }: Network): string {
  return `${family}/${base}/${length}`;
}
