type Path = readonly (string | number)[];

/** The first integer beyond 2^53 in a value from YAML, where such numbers are bigints. */
export function findLargeInteger(
  value: unknown,
  path: Path,
): { readonly path: Path; readonly digits: string } | undefined {
  if (typeof value === 'bigint') return { path, digits: String(value) };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = findLargeInteger(member, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
