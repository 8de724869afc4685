/** A number whose digits a JavaScript number would lose: 9007199254740993, or 12.50. */
export class ExactNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * JSON.parse that keeps such numbers. It relies on the reviver's third argument, which browsers have since 2023 to 2025
 * (https://github.com/tc39/proposal-json-parse-with-source); an older one shows the nearest number.
 */
export function parseExact(text: string): unknown {
  const revive = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && source !== String(value)
      ? new ExactNumber(source)
      : value;
  };
  return JSON.parse(text, revive);
}

/** A value as text for a cell: text as it is, objects and lists as JSON, no value as nothing. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return jsonText(value);
}

function jsonText(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, member]) => `${JSON.stringify(key)}: ${jsonText(member)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}
