import { createHash } from 'node:crypto';

const digest = (seed: string): string => createHash('sha256').update(seed).digest('hex');

/** A uuid (version 4 by its form) that is the same for the same seed, so that equal contracts give equal files. */
export function stableUuid(seed: string): string {
  const hex = digest(seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Hex digits for event handlers (8) and columns (5); unique among `taken` seeds as far as a hash is. */
export const stableHex = (seed: string, digits: number): string => digest(seed).slice(0, digits);
