import { printFieldName } from '../../schema/print-type.ts';
import { isId } from '../special-fields.ts';
import type { Members, ProposedField } from './propose-input.ts';
import { textOf } from './propose-input.ts';
import { snake } from './propose-type.ts';

export interface ProposedTransformation {
  readonly sql: string;
  /** How the special fields were chosen, a sentence each. */
  readonly remarks: readonly string[];
  /** True when the records ask for writes of single fields. */
  readonly merge: boolean;
}

const idKinds: ReadonlySet<string> = new Set(['varchar', 'bigint', 'hugeint']);
const timeNames = [
  ...['_event_time', 'event_time', 'event_timestamp', 'event_ts', 'occurred_at', 'timestamp', 'ts', 'time'],
  ...['datetime', 'date_time', 'created_at', 'created', 'created_on', 'updated_at', 'modified_at', 'last_modified'],
];
const wholeWrites = ['REPSERT', 'REPLACE', 'INSERT', 'DELETE'];
const partialWrites = ['UPSERT', 'UPDATE'];

/** SQL that chooses `_id` and `_event_time` and passes on the other fields; those whose names mean something else get another name. */
export function proposeTransformation(
  collection: string,
  fields: readonly ProposedField[],
  members: Members,
): ProposedTransformation {
  const id = chooseId(collection, fields, members);
  const time = chooseTime(fields);
  const operation = chooseOperation(fields, members);
  const taken = new Set(fields.map(({ name }) => name.toLowerCase()));
  const items: string[] = [];
  const remarks = [id.remark, time.remark, ...(operation.remark === undefined ? [] : [operation.remark])];

  if (id.field !== undefined) items.push(as(id.field, '_id'));
  if (time.field !== undefined) items.push(as(time.field, '_event_time'));
  for (const { name } of fields) {
    if ((name === id.field && !id.stays) || name === time.field) continue;
    if (!means.has(name.toLowerCase()) || (name === '_op' && operation.passes)) items.push(printFieldName(name));
    else {
      const other = freeName(name.replace(/^_/, ''), taken);
      items.push(as(name, other));
      remarks.push(`${name} has a meaning of its own, and is called ${other} here.`);
    }
  }
  return { sql: `SELECT ${inLines(items)}\nFROM _input\n`, remarks, merge: operation.merge };
}

/** Fields that say what becomes of a document. */
const means: ReadonlySet<string> = new Set(['_id', '_event_time', '_op', '_version', '_clear']);

const as = (name: string, alias: string): string =>
  name === alias ? alias : `${printFieldName(name)} AS ${printFieldName(alias)}`;

function freeName(wish: string, taken: Set<string>): string {
  let name = wish;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wish}_${count}`;
  taken.add(name.toLowerCase());
  return name;
}

interface Choice {
  readonly field?: string;
  readonly remark: string;
  /** The field is also a field of the document under its own name. */
  readonly stays?: boolean;
}

function chooseId(collection: string, fields: readonly ProposedField[], members: Members): Choice {
  const able = fields.filter((field) => isIdField(field, members));
  const own = able.find(({ name }) => name === '_id');
  if (own !== undefined)
    return {
      field: '_id',
      remark:
        own.distinct === members.records
          ? '_id was different in every record seen.'
          : `_id was seen ${members.records - own.distinct} times again: a newer record replaces the document.`,
    };
  const names = ['id', ...idNames(collection)];
  const named = names.flatMap((name) => able.filter((field) => snake(field.name).replace(/^_/, '') === name));
  const unique = named.find(({ distinct }) => distinct === members.records);
  if (unique !== undefined) {
    const stays = snake(unique.name) !== 'id';
    return {
      field: unique.name,
      stays,
      remark: `${unique.name} was different in every record seen, so it is the _id.`,
    };
  }
  const repeated = named[0];
  return {
    remark:
      repeated === undefined
        ? 'No member looks like an _id: each record makes a document of its own, with an _id made of its place.'
        : `${repeated.name} repeats, so each record makes a document of its own. Write "${as(repeated.name, '_id')}" when a newer record is to replace the older one.`,
  };
}

/** `product_id` and `products_id` for products, `user_activity_id` and `activity_id` for user_activity. */
function idNames(collection: string): readonly string[] {
  const name = snake(collection);
  const last = name.split('_').at(-1)!;
  const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '');
  return [name, singular(name), last, singular(last)].map((word) => `${word}_id`);
}

/** In every record, and of a form that an _id can have. */
function isIdField({ name, type, epochUnit, nulls }: ProposedField, members: Members): boolean {
  if (nulls > 0 || epochUnit !== undefined || !idKinds.has(type.kind)) return false;
  return members.values.get(name)!.every((value) => isId(textOf(value)));
}

function chooseTime(fields: readonly ProposedField[]): Choice {
  const times = fields.filter(({ type }) => type.kind === 'timestamptz');
  const named = timeNames.flatMap((name) => times.filter((field) => snake(field.name) === name));
  const field = named[0]?.name;
  return field === undefined
    ? { remark: 'No member looks like the time of the event: it is the time at which the record arrives.' }
    : { field, remark: `${field} is the time of the event.` };
}

/** `_op` passes when every value that was seen is one. */
function chooseOperation(
  fields: readonly ProposedField[],
  members: Members,
): { readonly passes: boolean; readonly merge: boolean; readonly remark?: string } {
  const field = fields.find(({ name, type }) => name === '_op' && type.kind === 'varchar');
  const words = new Set(
    (members.values.get('_op') ?? []).filter((value) => value !== null).map((value) => textOf(value).toUpperCase()),
  );
  if (field === undefined || ![...words].every((word) => [...wholeWrites, ...partialWrites].includes(word)))
    return { passes: false, merge: false };
  const merge = [...words].some((word) => partialWrites.includes(word));
  return { passes: true, merge, remark: `_op says what each record does: ${[...words].join(', ')}.` };
}

/** The items with commas, in lines that fit a screen. */
function inLines(items: readonly string[]): string {
  const lines: string[] = [''];
  for (const item of items) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + item.length > 90) lines.push(item);
    else lines[lines.length - 1] = line === '' ? item : `${line}, ${item}`;
  }
  return lines.join(',\n       ');
}
