import { RockpoolError } from '../../base/error.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { ExistingDescription, ExistingIndices } from '../../catalog/existing-indices.ts';
import type { IndexedAs, IndexedField } from '../indexed-field.ts';
import { unindexed, type FoundField } from './found-field.ts';
import type { IndexFacts } from './mapping.ts';
import { mergeIndices } from './merge-fields.ts';
import { resolveFields, settleConflicts } from './resolve-fields.ts';

export interface DescribedIndices extends ExistingDescription {
  /** `_id` and `_event_time` included, first. */
  readonly indexed: readonly IndexedField[];
}

/**
 * What indices with these mappings are as a collection. Pure. Where they disagree it throws COLLECTION_INCOMPATIBLE; `settle` reads as JSON what
 * they disagree about, and says so.
 */
export function describeIndices(
  indices: readonly IndexFacts[],
  existing: ExistingIndices,
  conflicts: 'refuse' | 'settle' = 'refuse',
): DescribedIndices {
  const names = indices.map(({ name }) => name);
  if (indices.length === 0) return { fields: [], remarks: [], indices: [], indexed: ownFields(undefined) };
  const merged = mergeIndices(indices);
  const found = conflicts === 'settle' ? settleConflicts(merged) : merged;
  const { fields, remarks } = resolveFields(found, existing.fields, existing.index);
  const eventTime = findEventTime(found, existing);
  return {
    fields: fields.map(({ name, type }) => ({ name, type })),
    ...(eventTime === undefined ? {} : { eventTime: eventTime.path }),
    remarks,
    indices: names,
    indexed: [...ownFields(eventTime), ...fields],
  };
}

interface EventTime {
  readonly path: string;
  readonly indexed: IndexedAs;
}

function ownFields(eventTime: EventTime | undefined): readonly IndexedField[] {
  const id: IndexedAs = { kind: 'keyword', ignoreAbove: undefined };
  return [
    { name: '_id', type: { kind: 'varchar' }, path: '_id', indexed: id, unique: false },
    {
      name: '_event_time',
      type: { kind: 'timestamptz' },
      path: eventTime?.path ?? '_event_time',
      indexed: eventTime?.indexed ?? unindexed('no field of the index is the event time'),
      unique: false,
    },
  ];
}

const standardName = '@timestamp';

/** Throws COLLECTION_INCOMPATIBLE when the file names a field that is no date. */
function findEventTime(found: readonly FoundField[], { index, eventTime }: ExistingIndices): EventTime | undefined {
  const wanted = eventTime ?? standardName;
  const field = findByPath(found, wanted);
  if (field?.kind === 'readable' && (field.indexed.kind === 'date' || field.type.kind === 'timestamptz'))
    return { path: field.path, indexed: field.indexed };
  if (eventTime === undefined) return undefined;
  const dates = found.flatMap((one) => (one.kind === 'readable' && one.indexed.kind === 'date' ? [one.name] : []));
  const near =
    didYouMean(wanted, dates) || (dates.length === 0 ? '' : ` Dates there: ${dates.slice(0, 10).join(', ')}.`);
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `event_time: ${index} has no date field ${JSON.stringify(eventTime)}.${near}`,
    { hint: 'Name a field of type date or date_nanos, or leave event_time out.' },
  );
}

function findByPath(found: readonly FoundField[], path: string): FoundField | undefined {
  for (const field of found) {
    if (field.path === path || field.name === path) return field;
    if (field.kind !== 'readable' || field.indexed.kind !== 'object') continue;
    const inside = findByPath(field.members ?? [], path);
    if (inside?.path === path) return inside;
  }
  return undefined;
}
