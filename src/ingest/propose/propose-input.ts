import { isLosslessNumber } from 'lossless-json';
import { caseTwins } from '../../base/case-twins.ts';
import type { InputField } from '../../catalog/collection.ts';
import { isPlainName, proposeCellType, proposeType } from './propose-type.ts';

/** What was seen of the members of records, by name, in the order of their first appearance. */
export interface Members {
  readonly records: number;
  readonly values: ReadonlyMap<string, readonly unknown[]>;
  /** Of a CSV file: the values are cells. */
  readonly areCells: boolean;
}

/** A field of an `input:`, and what was seen of it. */
export interface ProposedField extends InputField {
  /** What a person should know, each in a few words. */
  readonly notes: readonly string[];
  readonly nulls: number;
  readonly distinct: number;
}

export interface ProposedInput {
  readonly fields: readonly ProposedField[];
  /** Members that no field was made of, each with its reason. */
  readonly leftOut: readonly string[];
}

/** More members than this are a sign of names that are data. */
const mostFields = 300;

/** A field for each member that can have one. */
export function proposeInput({ records, values, areCells }: Members): ProposedInput {
  const leftOut: string[] = [];
  const twins = new Map(caseTwins(values.keys()).map(({ name, earlier }) => [name, earlier]));
  const usable = [...values.keys()].filter((name) => {
    const reason = reasonAgainst(name, twins.get(name));
    if (reason !== undefined && leftOut.length < 20) leftOut.push(`${shortText(name)}: ${reason}`);
    return reason === undefined;
  });
  const kept = [...usable].sort((a, b) => values.get(b)!.length - values.get(a)!.length).slice(0, mostFields);
  if (usable.length > kept.length) leftOut.push(`${usable.length - kept.length} members that few records have`);
  const fields = usable
    .filter((name) => kept.includes(name))
    .map((name) => proposeField(name, values.get(name)!, records, areCells));
  return { fields, leftOut };
}

function reasonAgainst(name: string, twin: string | undefined): string | undefined {
  if (!isPlainName(name)) return 'not a name that a field can have';
  if (name.toLowerCase() === '_meta') return 'the name is taken';
  return twin === undefined ? undefined : `differs from ${shortText(twin)} only in case`;
}

function proposeField(name: string, values: readonly unknown[], records: number, areCells: boolean): ProposedField {
  const found = values.filter((value) => value !== null);
  const { note, ...type } = areCells
    ? proposeCellType(name, values as readonly (string | null)[])
    : proposeType(name, values);
  const nulls = records - found.length;
  const example = exampleOf(name, found);
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(nulls > 0 && found.length > 0 ? [`${share(nulls, records)} ${areCells ? 'empty' : 'null'}`] : []),
    ...(example === undefined ? [] : [`e.g. ${example}`]),
  ];
  return { name, ...type, notes, nulls, distinct: new Set(found.map(textOf)).size };
}

/** A JSON value as text, with all digits of a number. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isLosslessNumber(value) ? value.value : JSON.stringify(value);
}

/** Rounded up, since 0 % would say that there is none. */
const share = (part: number, of: number): string => `${Math.max(1, Math.round((part / of) * 100))} %`;

const privateName = /pass|secret|token|key|credential|auth|ssn|card|iban|mail|phone|address|birth|name/i;
const longestExample = 24;

/** A short value, when nothing about it looks private. */
function exampleOf(name: string, values: readonly unknown[]): string | undefined {
  const [first] = values;
  if (privateName.test(name) || first === undefined) return undefined;
  if (typeof first === 'object' && !isLosslessNumber(first)) return undefined;
  return textOf(first).length <= longestExample ? shortText(textOf(first)) : undefined;
}

/** A text that fits in a comment: one line, printable. */
export function shortText(text: string): string {
  const printable = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·');
  return printable.length > 40 ? `${printable.slice(0, 39)}…` : printable;
}
