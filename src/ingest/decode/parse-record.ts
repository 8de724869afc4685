import { parse as parseLossless } from 'lossless-json';
import { RockpoolError } from '../../base/error.ts';

/** Deeper nesting is refused: what reads JSON recursively, ours or the engine's, must not run out of stack. */
export const maxDepth = 1_000;

/** A number that JSON.parse would not keep, right after the characters that can stand before a number. Inside a text it costs time only. */
const lossyNumber = /[:,[]\s*-?(?:[0-9][0-9.]{15,}|[0-9.]+[eE])/;
/** `1.50` and `1` are the same number; only a JSON field keeps them apart. */
const trailingZero = /[:,[]\s*-?[0-9]+\.[0-9]*0(?![0-9])/;
const escapedSurrogate = /\\u[dD][89a-fA-F]/;
const anyEscape = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\[^]/g;

/**
 * The one JSON object in a record's text; an array of one is tolerated. Numbers that a double cannot hold come as LosslessNumber, of two
 * equal keys the last wins, `__proto__` is an ordinary key, half surrogate pairs become U+FFFD. `exactText` also keeps zeros after the
 * decimal point, for fields of type JSON. Throws RECORD_NOT_JSON.
 */
export function parseRecord(text: string, exactText: boolean): Readonly<Record<string, unknown>> {
  if (text.length > maxDepth && isTooDeep(text)) {
    throw new RockpoolError('RECORD_NOT_JSON', `The record is nested more than ${maxDepth} levels deep.`);
  }
  const whole = escapedSurrogate.test(text) ? replaceHalfPairs(text) : text;
  const value = parseJson(whole, lossyNumber.test(whole) || (exactText && trailingZero.test(whole)));
  const record: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new RockpoolError('RECORD_NOT_JSON', `Expected a JSON object, got ${describeJson(record)}.`);
  }
  return record as Readonly<Record<string, unknown>>;
}

function parseJson(text: string, keepDigits: boolean): unknown {
  try {
    return keepDigits
      ? parseLossless(text, undefined, { onDuplicateKey: ({ newValue }) => newValue })
      : JSON.parse(text);
  } catch (cause) {
    if (text.trim() === '') throw new RockpoolError('RECORD_NOT_JSON', 'The record is empty.', { cause });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RockpoolError('RECORD_NOT_JSON', `The record is not JSON: ${why}.`, { cause });
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}

function replaceHalfPairs(text: string): string {
  return text.replace(anyEscape, (escape) =>
    escape.length === 6 && /^\\u[dD][89a-fA-F]/.test(escape) ? '\\ufffd' : escape,
  );
}

/** `a text`, `a list of 3`, `null`: what was there, without its content. */
function describeJson(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
