/** What differs from an earlier name only in case, or not at all. */
export interface CaseTwin {
  readonly name: string;
  readonly earlier: string;
}

/** The names that SQL cannot tell from one before them, since it ignores case, in their order. */
export function caseTwins(names: Iterable<string>): readonly CaseTwin[] {
  const firstByCase = new Map<string, string>();
  const twins: CaseTwin[] = [];
  for (const name of names) {
    const key = name.toLowerCase();
    const earlier = firstByCase.get(key);
    if (earlier === undefined) firstByCase.set(key, name);
    else twins.push({ name, earlier });
  }
  return twins;
}
