import type { JsonObject } from '../../base/json.ts';
import { printTimestamptz } from '../../schema/date-time.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { IndexedField } from '../indexed-field.ts';

/** The field that is the event time of indices that somebody else writes, where they can be searched and sorted by it. */
export function eventTimeOf({ fields }: Pick<CollectionIndex, 'fields'>): IndexedField | undefined {
  const field = fields.find(({ name }) => name === '_event_time');
  return field?.indexed.kind === 'date' ? field : undefined;
}

/**
 * Documents of such indices that are older than the collection keeps them, as a query: those before `oldest`, microseconds since 1970. A document
 * without an event time never is. Undefined when nothing expires.
 */
export function expired(index: Pick<CollectionIndex, 'fields'>, oldest: bigint | undefined): JsonObject | undefined {
  const field = eventTimeOf(index);
  // Elasticsearch refuses what a date_nanos could not hold.
  if (field === undefined || oldest === undefined || oldest < 0n) return undefined;
  return { range: { [field.path]: { lt: printTimestamptz(oldest), format: 'strict_date_optional_time_nanos' } } };
}
