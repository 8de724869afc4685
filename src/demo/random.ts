/** Chance that repeats: the same seed gives the same numbers. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number, 0 ≤ n < limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of the list, which must not be empty; `lean` above 1 prefers the front. */
  pick<T>(list: readonly T[], lean?: number): T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a shop. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    pick: (list, lean = 1) => list[Math.floor(next() ** lean * list.length)]!,
  };
}
