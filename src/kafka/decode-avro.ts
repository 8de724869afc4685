import { AvroCursor } from './avro-cursor.ts';
import { logicalReader, type LogicalSchema, type ReadAvro } from './avro-logical.ts';

/** Turns one encoded value, from byte `at` on, into JSON text. Throws an Error that says what is broken. */
export type AvroToJson = (bytes: Buffer, at: number) => string;

/**
 * Decodes by the schema that the writer used (https://avro.apache.org/docs/1.12.0/specification/): README.md says what becomes what.
 * `references` are the schemas of the names that it uses and does not define, each after those that it uses itself.
 * Throws an Error when a schema is none.
 *
 * Our own rather than a library's: the ones there are believe a broken count and fill the memory, and lose digits of longs on the way.
 */
export function compileAvro(schema: string, references: readonly string[]): AvroToJson {
  const names: Names = new Map();
  for (const reference of references) compile(parse(reference), '', names);
  const read = compile(parse(schema), '', names);
  return (bytes, at) => {
    const cursor = new AvroCursor(bytes, at);
    const text = read(cursor);
    if (cursor.left > 0) throw new Error(`${cursor.left} bytes are left over`);
    return text;
  };
}

/** Readers of the named types, by full name. */
type Names = Map<string, ReadAvro>;

interface ComplexSchema extends LogicalSchema {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly fields?: unknown;
  readonly symbols?: unknown;
  readonly items?: unknown;
  readonly values?: unknown;
}

/** A schema that is one name may stand without quotes. */
function parse(text: string): unknown {
  return /^\s*[A-Za-z_]/.test(text) ? text.trim() : JSON.parse(text);
}

function compile(schema: unknown, namespace: string, names: Names): ReadAvro {
  if (typeof schema === 'string') return primitives.get(schema) ?? lookUp(schema, namespace, names);
  if (Array.isArray(schema)) return union(schema.map((branch) => compile(branch, namespace, names)));
  if (typeof schema !== 'object' || schema === null) throw new Error(`${JSON.stringify(schema)} is no schema`);
  const complex = schema as ComplexSchema;
  switch (complex.type) {
    case 'record':
    case 'error':
      return record(complex, namespace, names);
    case 'enum':
      return define(complex, namespace, names, enumeration(texts(complex.symbols)));
    case 'fixed': {
      const size = Number(complex.size);
      return define(complex, namespace, names, logicalReader(complex) ?? ((from) => base64(from.take(size))));
    }
    case 'array':
      return array(compile(complex.items, namespace, names));
    case 'map':
      return map(compile(complex.values, namespace, names));
    default:
      return logicalReader(complex) ?? compile(complex.type, namespace, names);
  }
}

const text = (from: AvroCursor): string => JSON.stringify(from.bytes().toString('utf8'));
const base64 = (bytes: Buffer): string => `"${bytes.toString('base64')}"`;

const primitives: ReadonlyMap<string, ReadAvro> = new Map<string, ReadAvro>([
  ['null', () => 'null'],
  ['boolean', (from) => (from.take(1)[0] === 0 ? 'false' : 'true')],
  ['int', (from) => String(from.long())],
  ['long', (from) => String(from.long())],
  ['float', (from) => number(from.take(4).readFloatLE())],
  ['double', (from) => number(from.take(8).readDoubleLE())],
  ['bytes', (from) => base64(from.bytes())],
  ['string', text],
]);

/** JSON has no infinity; what stands for it is no DOUBLE either, and is refused where it is asked for. */
function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'null';
  return value > 0 ? '1e999' : '-1e999';
}

function lookUp(name: string, namespace: string, names: Names): ReadAvro {
  const found = names.get(fullName(name, namespace)) ?? names.get(name);
  if (found === undefined) throw new Error(`the type ${JSON.stringify(name)} is not defined`);
  return found;
}

const fullName = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;

function define({ name, namespace }: ComplexSchema, around: string, names: Names, read: ReadAvro): ReadAvro {
  if (typeof name !== 'string') throw new Error('a named type has no name');
  names.set(fullName(name, typeof namespace === 'string' ? namespace : around), read);
  return read;
}

/** More records inside each other than a record of ours may have levels. */
const deepest = 1_000;

function record(schema: ComplexSchema, around: string, names: Names): ReadAvro {
  if (!Array.isArray(schema.fields)) throw new Error('a record has no fields');
  const fields: { readonly key: string; readonly read: ReadAvro }[] = [];
  const read = define(schema, around, names, (from) => {
    from.depth += 1;
    if (from.depth > deepest) throw new Error(`it is more than ${deepest} levels deep`);
    let json = '{';
    for (const { key, read } of fields) json += (json === '{' ? '' : ',') + key + read(from);
    from.depth -= 1;
    return `${json}}`;
  });
  // After its name is known: a record may hold itself.
  const name = String(schema.name);
  const own = typeof schema.namespace === 'string' ? schema.namespace : around;
  const namespace = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : own;
  for (const field of schema.fields as readonly { readonly name: unknown; readonly type: unknown }[])
    fields.push({ key: `${JSON.stringify(field.name)}:`, read: compile(field.type, namespace, names) });
  return read;
}

function union(branches: readonly ReadAvro[]): ReadAvro {
  return (from) => {
    const index = from.size();
    const branch = branches[index];
    if (branch === undefined) throw new Error(`a union has no branch ${index}`);
    return branch(from);
  };
}

function enumeration(symbols: readonly string[]): ReadAvro {
  const quoted = symbols.map((symbol) => JSON.stringify(symbol));
  return (from) => {
    const index = from.size();
    const symbol = quoted[index];
    if (symbol === undefined) throw new Error(`an enum has no symbol ${index}`);
    return symbol;
  };
}

const array =
  (item: ReadAvro): ReadAvro =>
  (from) =>
    `[${blocks(from, item)}]`;
const map =
  (value: ReadAvro): ReadAvro =>
  (from) =>
    `{${blocks(from, (one) => `${text(one)}:${value(one)}`)}}`;

/** Elements in blocks, each after its count; a negative count has the size of the block behind it. The last block is empty. */
function blocks(from: AvroCursor, element: ReadAvro): string {
  let json = '';
  for (let first = true; ;) {
    let count = from.size();
    if (count === 0) return json;
    if (count < 0) {
      count = -count;
      from.long();
    }
    from.expect(count);
    for (; count > 0; count -= 1) {
      json += first ? element(from) : `,${element(from)}`;
      first = false;
    }
  }
}

function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Error('an enum has no symbols');
  return value.map(String);
}
