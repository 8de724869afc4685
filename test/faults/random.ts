/** Random choices that a seed repeats. */
export interface Random {
  /** A whole number from 0 to below. */
  below(most: number): number;
  of<T>(choices: readonly T[]): T;
  weighted<T extends readonly [weight: number, ...rest: unknown[]]>(choices: readonly T[]): T;
}

/** mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return {
    below,
    of: (choices) => choices[below(choices.length)]!,
    weighted(choices) {
      let left = below(choices.reduce((sum, [weight]) => sum + weight, 0));
      return choices.find(([weight]) => (left -= weight) < 0)!;
    },
  };
}
