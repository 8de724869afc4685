import { RockpoolError } from '../base/error.ts';
import type { CollectionDefinition, InputField } from '../catalog/collection.ts';
import type { ExistingFields, IndexReader } from '../catalog/existing-indices.ts';

export interface DescribedDefinition {
  readonly definition: CollectionDefinition;
  /** What people should know now. */
  readonly note?: { readonly state: string; readonly message: string };
}

/**
 * The definition with the fields that its indices hold as its input, and the field that is its event time; any other comes back as it is.
 * Throws CONFIG_INVALID when there are no indices to look into, COLLECTION_INCOMPATIBLE, STORE_*.
 */
export async function describeExisting(
  file: CollectionDefinition,
  indices: IndexReader | undefined,
): Promise<DescribedDefinition> {
  const { existing } = file;
  if (existing === undefined) return { definition: file };
  const { index } = existing;
  const description = await requireIndices(indices).describe(existing);
  if (description.indices.length === 0) {
    const message = `No open index matches ${index}, so the collection is empty; reload when there is one.`;
    return { definition: { ...file, input: knownFields(existing.fields) }, note: { state: 'INITIALIZING', message } };
  }
  const { eventTime, fields } = description;
  if (file.retentionMs !== undefined && eventTime === undefined)
    throw new RockpoolError(
      'COLLECTION_INCOMPATIBLE',
      `retention goes by the event time, and ${index} has no field @timestamp.`,
      { hint: 'Name the field with `event_time:`, or leave retention out.' },
    );
  const found = { ...existing, ...(eventTime === undefined ? {} : { eventTime }) };
  return { definition: { ...file, input: fields, existing: found } };
}

/** Throws CONFIG_INVALID when the store is no cluster. */
export function requireIndices(indices: IndexReader | undefined): IndexReader {
  if (indices !== undefined) return indices;
  throw new RockpoolError(
    'CONFIG_INVALID',
    '`index:` needs the store engine elasticsearch; the embedded store has no indices.',
    { hint: 'Write `store: { engine: elasticsearch, node: … }` in rockpool.yaml, or give the collection sources.' },
  );
}

/** As long as there is no mapping, only fields that the file gives a type. */
function knownFields(fields: ExistingFields | undefined): readonly InputField[] {
  return (fields?.named ?? []).flatMap(({ name, type, list }) => {
    if (type === undefined) return [];
    return [{ name, type: list && type.kind !== 'list' ? { kind: 'list', element: type } : type }];
  });
}
