const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of `250ms`, `30s`, `5m`, `2h`, `90d`, `1w`; undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)$/.exec(text.trim());
  return match === null ? undefined : Number(match[1]) * units[match[2]!]!;
}

/** Milliseconds of an ISO 8601 duration, `PT1H`, `P1DT2H30M`, `PT0.5S`, `P2W`; undefined when it is none, or has years or months, whose length varies. */
export function parseIsoDuration(text: string): number | undefined {
  const match = /^P(?=[\dT])(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?=\d)(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/i.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const lengths = [units['w']!, units['d']!, units['h']!, units['m']!, units['s']!];
  const numbers: readonly (string | undefined)[] = match.slice(1);
  const total = numbers.reduce((sum, number, index) => sum + Number(number ?? 0) * lengths[index]!, 0);
  return Number.isFinite(total) ? total : undefined;
}
