import type { JsonObject } from '../../base/json.ts';
import { printTimestamptz } from '../../schema/date-time.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { expired } from '../existing/expired.ts';
import { allOf, asked, isNothing, orIgnored, type Asked } from './asked.ts';

export const eventTimePath = '_event_time';

/** What a scan asks for, without tombstones, and without what has expired before `nowMs`. */
export function visible(index: CollectionIndex, filter: Asked, nowMs: number): Asked {
  if (index.origin === 'existing') return keptExisting(index, filter, nowMs);
  const fresh = index.retentionMs === undefined ? [] : [notExpired(nowMs - index.retentionMs)];
  const found = allOf([...fresh, filter]);
  if ('match_none' in found.query) return found;
  const living: JsonObject = { must_not: [{ term: { _tomb: true } }] };
  const bool = 'bool' in found.query ? (found.query['bool'] as JsonObject) : undefined;
  if (bool !== undefined && Object.keys(bool).join() === 'filter')
    return { ...found, query: { bool: { ...bool, ...living } } };
  const rest: JsonObject = 'match_all' in found.query ? {} : { filter: [found.query] };
  return { ...found, query: { bool: { ...rest, ...living } } };
}

/** Indices that somebody else writes have no tombstones. */
function keptExisting(index: CollectionIndex, filter: Asked, nowMs: number): Asked {
  const { retentionMs } = index;
  const old = retentionMs === undefined ? undefined : expired(index, BigInt(nowMs - retentionMs) * 1000n);
  if (old === undefined || isNothing(filter)) return filter;
  return { ...filter, query: { bool: { filter: [filter.query], must_not: [old] } } };
}

/** Times that are not indexed are in years before 1970 or after 2262: `isExpired` looks at them. */
function notExpired(cutoffMs: number): Asked {
  const range = { gte: printTimestamptz(BigInt(cutoffMs) * 1000n), format: 'strict_date_optional_time_nanos' };
  return orIgnored(asked({ range: { [eventTimePath]: range } }), eventTimePath);
}

/** Whether a document expired before `cutoffMs`, by its event time. */
export const isExpired = (eventMicros: bigint | undefined, cutoffMs: number): boolean =>
  eventMicros !== undefined && eventMicros < BigInt(cutoffMs) * 1000n;
