import { createHash } from 'node:crypto';

const digest = (seed: string): string => createHash('sha256').update(seed).digest('hex');

/** A uuid (version 4 by its form) that is the same for the same seed, so that equal contracts give equal files. */
export function stableUuid(seed: string): string {
  const hex = digest(seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The first hex digits of the seed's hash: 8 for event handlers, 5 for columns. */
export const stableHex = (seed: string, digits: number): string => digest(seed).slice(0, digits);
