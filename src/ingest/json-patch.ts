import { RockpoolError } from '../base/error.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { DocumentPatch } from './ingest-service.ts';

type Operation = DocumentPatch['patch'][number];

/**
 * A document after JSON Patch (RFC 6902), with Rockset's INCREMENT; operations in any case. The document given stays as it is.
 * Throws REQUEST_INVALID, naming the operation that cannot be applied.
 */
export function applyPatch(document: JsonObject, patch: readonly Operation[]): JsonObject {
  let result: Json = structuredClone(document);
  patch.forEach((operation, index) => {
    try {
      result = applyOne(result, operation);
    } catch (error) {
      if (!(error instanceof RockpoolError)) throw error;
      throw new RockpoolError(
        'REQUEST_INVALID',
        `Patch operation ${index + 1} (${operation.op} ${operation.path}): ${error.message}`,
      );
    }
  });
  if (!isJsonObject(result)) throw refuse('The patch leaves no object.');
  return result;
}

function applyOne(document: Json, operation: Operation): Json {
  const path = parsePointer(operation.path);
  switch (operation.op.toLowerCase()) {
    case 'add':
      return write(document, path, valueOf(operation), 'add');
    case 'replace':
      read(document, path);
      return write(document, path, valueOf(operation), 'replace');
    case 'remove':
      return remove(document, path);
    case 'copy':
      return write(document, path, structuredClone<Json>(read(document, fromOf(operation))), 'add');
    case 'move': {
      const from = fromOf(operation);
      const moved = read(document, from);
      return write(remove(document, from), path, moved, 'add');
    }
    case 'test':
      if (canonicalJson(read(document, path)) !== canonicalJson(valueOf(operation)))
        throw refuse('the value is another one.');
      return document;
    case 'increment': {
      const [before, by] = [read(document, path), valueOf(operation)];
      if (typeof before !== 'number' || typeof by !== 'number') throw refuse('both values must be numbers.');
      return write(document, path, before + by, 'replace');
    }
    default:
      throw refuse('op is ADD, REPLACE, REMOVE, COPY, MOVE, TEST or INCREMENT.');
  }
}

/** The steps of a JSON pointer (RFC 6901). */
function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw refuse('a path begins with "/".');
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

type Holder = Json[] | Record<string, Json>;

function holderOf(document: Json, path: readonly string[]): Holder {
  const holder = read(document, path.slice(0, -1));
  if (typeof holder !== 'object' || holder === null) throw refuse('there is no object or list.');
  return holder as Holder;
}

function read(document: Json, path: readonly string[]): Json {
  let value: Json = document;
  for (const step of path) {
    if (Array.isArray(value)) value = (value as readonly Json[])[indexOf(step, value.length - 1)]!;
    else if (isJsonObject(value) && Object.hasOwn(value, step)) value = value[step]!;
    else throw refuse(`there is no ${JSON.stringify(step)}.`);
  }
  return value;
}

function write(document: Json, path: readonly string[], value: Json, how: 'add' | 'replace'): Json {
  if (path.length === 0) return value;
  const holder = holderOf(document, path);
  const step = path.at(-1)!;
  if (Array.isArray(holder)) {
    if (how === 'replace') holder[indexOf(step, holder.length - 1)] = value;
    else holder.splice(step === '-' ? holder.length : indexOf(step, holder.length), 0, value);
  } else Object.defineProperty(holder, step, { value, writable: true, enumerable: true, configurable: true });
  return document;
}

function remove(document: Json, path: readonly string[]): Json {
  if (path.length === 0) throw refuse('the whole document cannot be removed.');
  read(document, path);
  const holder = holderOf(document, path);
  const step = path.at(-1)!;
  if (Array.isArray(holder)) holder.splice(indexOf(step, holder.length - 1), 1);
  else Reflect.deleteProperty(holder, step);
  return document;
}

function indexOf(step: string, most: number): number {
  const index = /^(0|[1-9]\d*)$/.test(step) ? Number(step) : -1;
  if (index < 0 || index > most) throw refuse(`there is no element ${JSON.stringify(step)}.`);
  return index;
}

function valueOf({ value }: Operation): Json {
  if (value === undefined) throw refuse('it needs a value.');
  return value;
}

function fromOf({ from }: Operation): readonly string[] {
  if (from === undefined) throw refuse('it needs "from".');
  return parsePointer(from);
}

const refuse = (message: string): RockpoolError => new RockpoolError('REQUEST_INVALID', message);
