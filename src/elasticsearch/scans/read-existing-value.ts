import { isLosslessNumber, LosslessNumber } from 'lossless-json';
import { converter, memberReader, type Convert } from '../../ingest/decode/convert.ts';
import { parseTime } from '../../schema/date-time.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import { structDecoder } from '../documents/decode-document.ts';
import { parseDateFormat } from '../existing/date-format.ts';
import type { IndexedField } from '../indexed-field.ts';
import { readDateFormat, readPlainDate } from './read-date-format.ts';

/**
 * Readers for indices that somebody else writes. What Elasticsearch takes for the same is the same: `["a"]` and `"a"`, `[]` and nothing,
 * `"12"` and 12, `"true"` and true. Undefined for what is no value of the type.
 */
export function existingReader(field: IndexedField): Convert {
  const { type, members } = field;
  if (type.kind === 'struct' && members !== undefined) return single(structReader(field, members));
  if (type.kind === 'list') {
    const element =
      type.element.kind === 'struct' && members !== undefined
        ? structReader(field, members)
        : scalar(type.element, field);
    return (json) => {
      const values: Value[] = [];
      for (const item of Array.isArray(json) ? (json as readonly unknown[]) : [json]) {
        const value = item === null ? null : element(item);
        if (value === undefined) return undefined;
        values.push(value);
      }
      return values;
    };
  }
  return type.kind === 'json' ? scalar(type, field) : single(scalar(type, field));
}

/** True when the format of a date is one that only Elasticsearch can read: it is then asked to print the values. */
export function needsFormatting({ indexed }: IndexedField): boolean {
  return indexed.kind === 'date' && readDateFormat(indexed.format) === undefined;
}

function single(convert: Convert): Convert {
  return (json) => {
    if (!Array.isArray(json)) return convert(json);
    const [item, ...more] = json as readonly unknown[];
    if (more.length > 0) return undefined;
    return item === undefined || item === null ? null : convert(item);
  };
}

function scalar(type: SqlType, field: IndexedField): Convert {
  switch (type.kind) {
    case 'boolean':
      return (json) => (json === 'true' ? true : json === 'false' || json === '' ? false : converter(type)(json));
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'decimal':
      return numeric(converter(type));
    case 'varchar':
      // A keyword holds numbers and booleans as their texts.
      return (json) => {
        if (isLosslessNumber(json)) return json.value;
        return typeof json === 'string'
          ? json
          : typeof json === 'number' || typeof json === 'boolean'
            ? `${json}`
            : undefined;
      };
    case 'time':
      return (json) => (typeof json === 'string' ? parseTime(json) : undefined);
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return timeReader(type, field);
    case 'uuid':
    case 'json':
    case 'list':
    case 'struct':
      return converter(type);
  }
}

/** A text with a number is a number, as Elasticsearch reads it. */
function numeric(convert: Convert): Convert {
  return (json) => {
    if (typeof json !== 'string') return convert(json);
    return numberText.test(json) ? convert(new LosslessNumber(json)) : undefined;
  };
}

const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/;

function timeReader(type: SqlType, { indexed }: IndexedField): Convert {
  const read = (indexed.kind === 'date' ? readDateFormat(indexed.format) : undefined) ?? patternReader(indexed);
  return (json) => {
    const micros = read(json);
    if (micros === undefined || type.kind !== 'date') return micros;
    return micros % 86_400_000_000n === 0n ? Number(micros / 86_400_000_000n) : undefined;
  };
}

/** Members lie in an object, or beside it by their whole path: `{"a.b": 1}` is `{"a": {"b": 1}}`. */
function structReader(field: IndexedField, members: readonly IndexedField[]): Convert {
  return structDecoder(
    members.map((member) => ({
      read: memberReader(member.path.slice(field.path.length + 1)),
      convert: existingReader(member),
    })),
  );
}

/** By the pattern of the mapping; a text that Elasticsearch has printed itself is plain. */
function patternReader(indexed: IndexedField['indexed']): (json: unknown) => bigint | undefined {
  const pattern = indexed.kind === 'date' && indexed.format !== undefined ? parseDateFormat(indexed.format) : undefined;
  return (json) => (typeof json === 'string' ? pattern?.read(json) : undefined) ?? readPlainDate(json);
}
