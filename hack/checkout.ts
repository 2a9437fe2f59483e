import { join } from 'node:path';

/** The root of the checkout that this file is part of. */
export const checkout = join(import.meta.dirname, '..');

export function inCheckout(...segments: string[]): string {
  return join(checkout, ...segments);
}
