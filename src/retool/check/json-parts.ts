import type { Json } from '../../base/json.ts';

/** The elements of a list; none of what is no list. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

/** A text; `''` for what is none. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
