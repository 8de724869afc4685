import type { Json } from '../../../base/json.ts';
import type { ScalarArgumentType } from '../../../schema/argument-type.ts';

/** A value of a contract as it is typed: texts bare, everything else as JSON. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The number that a text writes; undefined where JavaScript's numbers would change it, and without a text. */
export function exactNumber(type: 'int' | 'float', text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  return (type === 'int' ? Number.isSafeInteger(number) : Number.isFinite(number)) ? number : undefined;
}

/**
 * The default of a list (canonical text: JSON, numbers bare) as texts. A default that is no list fills nothing in: Rockset's clients can
 * store one, and a call without the argument then says so.
 */
export function filledList(element: ScalarArgumentType, text: string | undefined): readonly string[] {
  if (text === undefined || !text.startsWith('[') || !text.endsWith(']')) return [];
  const inner = text.slice(1, -1).trim();
  if (inner === '') return [];
  // Whole numbers keep all digits.
  if (element === 'int' || element === 'float' || element === 'bool') return inner.split(',').map((one) => one.trim());
  try {
    return (JSON.parse(text) as Json[]).map(textOf);
  } catch {
    return [];
  }
}

/** The default of a day; one that no calendar shows (`infinity`) is left to the lambda. */
export const filledDay = (text: string | undefined): string | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? text : undefined;

/**
 * The default of an instant (canonical text: microseconds) as Retool's input holds it; one between two milliseconds is left to the lambda,
 * since the input would move it, and so is one that no calendar shows.
 */
export const filledTime = (text: string | undefined): string | undefined =>
  /^(\d{4}-\d{2}-\d{2}T[\d:]{8}\.\d{3})0*Z$/.exec(text ?? '')?.[1]?.concat('Z');
