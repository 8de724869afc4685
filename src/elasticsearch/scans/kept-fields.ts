import type { JsonObject } from '../../base/json.ts';
import type { Convert } from '../../ingest/decode/convert.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { valueDecoder } from '../documents/decode-document.ts';
import { readEpochMillis } from '../documents/read-time.ts';
import type { IndexedField } from '../indexed-field.ts';
import type { Hit } from './answer.ts';
import { digitsOf, requireFields, type Column, type WantedFields } from './hit-columns.ts';
import { isRounded } from './number-bounds.ts';
import { eventTimePath } from './visible.ts';

/** Reading more fields apart costs Elasticsearch as much as opening the document. */
const mostFields = 16;

/**
 * The same fields read where the index keeps their values apart from the documents (`docvalue_fields`): documents that lie scattered cost a
 * fifth so, because none is opened. Undefined when the index does not keep all of them as they are. Their hits have no `_id`.
 */
export function keptFields(index: CollectionIndex, names: readonly string[]): WantedFields | undefined {
  if (index.columnar !== true || names.length > mostFields) return undefined;
  const fields = requireFields(index, names);
  if (!fields.every(isKept)) return undefined;
  return {
    source: false,
    formatted: [],
    kept: fields.map(({ path, indexed }): JsonObject => ({
      field: path,
      ...(indexed.kind === 'date' ? { format: 'epoch_millis' } : {}),
    })),
    digits: digitsOf(fields, index.origin),
    whole: false,
    columns: fields.map(keptColumn),
  };
}

/** Whether a field with one value has it there as it is, when it has it at all. */
function isKept({ name, type, indexed }: IndexedField): boolean {
  if (name === '_id' || indexed.kind === 'unindexed') return false;
  switch (type.kind) {
    case 'list':
    case 'struct':
    case 'json':
      return false;
    default:
      return !isRounded(type);
  }
}

function keptColumn(field: IndexedField): Column {
  const read = ({ fields }: Hit): unknown => fields?.[field.path]?.[0];
  return { field, read, convert: field.indexed.kind === 'date' ? timeReader(field) : valueDecoder(field.type) };
}

function timeReader({ type }: IndexedField): Convert {
  if (type.kind === 'date') return (json) => (typeof json === 'string' ? Number(json) / 86_400_000 : undefined);
  return (json) => (typeof json === 'string' ? readEpochMillis(json) : undefined);
}

/** Whether some of these documents hold a wanted value that the index does not keep: it stands in the document only. */
export function holdOthers({ columns }: WantedFields, retained: boolean, hits: readonly Hit[]): boolean {
  const isWanted = (path: unknown): boolean =>
    columns.some(({ field }) => field.path === path) || (retained && path === eventTimePath);
  return hits.some(({ fields }) => fields?.['_ignored']?.some(isWanted) === true);
}
