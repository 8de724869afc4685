import { makeRandom as makeDemoRandom } from '../../src/demo/random.ts';

/** Random choices that a seed repeats. */
export interface Random {
  /** A whole number from 0 to below. */
  below(most: number): number;
  of<T>(choices: readonly T[]): T;
  weighted<T extends readonly [weight: number, ...rest: unknown[]]>(choices: readonly T[]): T;
}

export function makeRandom(seed: number): Random {
  const { below } = makeDemoRandom(seed);
  return {
    below,
    of: (choices) => choices[below(choices.length)]!,
    weighted(choices) {
      let left = below(choices.reduce((sum, [weight]) => sum + weight, 0));
      return choices.find(([weight]) => (left -= weight) < 0)!;
    },
  };
}
