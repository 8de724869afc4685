import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '../../base/clock.ts';
import { isVisible, oldestVisible } from '../../catalog/retention.ts';
import { eventTimeMember, tombMember, versionMember } from '../documents/index-mapping.ts';
import { readStored } from '../documents/read-stored.ts';
import { readInstant } from '../documents/read-time.ts';
import { pageSize, readFinished, readPage, type CopiedUpTo } from './copy-changes.ts';

/** An index, and where the order versions of its documents lie. */
interface Side {
  readonly index: string;
  readonly versions: 'external' | 'stored';
}

export interface Comparing {
  readonly client: Client;
  readonly before: Side;
  readonly after: Side;
  readonly retentionMs: number | undefined;
  readonly clock: Clock;
  /** Whether an operation has the same version in both. */
  readonly repeatsVersions: boolean;
  /** Returns when the new index has all that the sources had when it was called. */
  readonly catchUp: () => Promise<void>;
}

/** What would be lost if the new index were taken. */
export interface Lost {
  /** Documents that the new index does not have. */
  readonly missing: number;
  /** Documents, and deletions, that the old index has in a newer state. */
  readonly older: number;
  /** At most three. */
  readonly examples: readonly string[];
}

export interface Comparison {
  /** Looks at all that changed in the old index since it was called last. */
  look(): Promise<void>;
  /** What is lost for good, as far as was looked: the new index may have been behind. */
  settle(): Promise<Lost>;
}

/** One that lies in the old index. */
interface Document {
  readonly id: string;
  readonly version: bigint;
  readonly isDeleted: boolean;
}

/** More of them are looked at again before others are looked for. */
const mostSuspects = 10_000;
const mostExamples = 3;
const members = [eventTimeMember, tombMember, versionMember];

/** Compares what lies in an index with one that was made of the sources. */
export function makeComparison(comparing: Comparing): Comparison {
  const { client, before, catchUp } = comparing;
  let done: CopiedUpTo = new Map();
  let suspects: readonly Document[] = [];
  const lost = { missing: 0, older: 0, examples: [] as string[] };

  const settle = async (): Promise<Lost> => {
    if (suspects.length === 0) return lost;
    await catchUp();
    for (const { id, why } of await findLost(comparing, suspects)) {
      lost[why] += 1;
      if (lost.examples.length < mostExamples) lost.examples.push(id);
    }
    suspects = [];
    return lost;
  };

  return {
    async look() {
      const finished = await readFinished(client, before.index);
      await client.indices.refresh({ index: before.index });
      for (const shard of finished.keys()) {
        let after = done.get(shard) ?? -1n;
        for (;;) {
          const hits = await readPage(client, before.index, shard, after, members);
          const documents = hits.flatMap((hit) => documentOf(comparing, hit));
          const again = new Set((await findLost(comparing, documents)).map(({ id }) => id));
          suspects = [...suspects, ...documents.filter(({ id }) => again.has(id))];
          if (suspects.length >= mostSuspects) await settle();
          if (hits.length < pageSize) break;
          after = BigInt(String(hits.at(-1)!._seq_no));
        }
      }
      done = finished;
    },
    settle,
  };
}

/** Nothing for what is expired. */
function documentOf(
  { before, retentionMs, clock }: Comparing,
  hit: Awaited<ReturnType<typeof readPage>>[number],
): readonly Document[] {
  const eventTime = readInstant(String(hit._source[eventTimeMember])) ?? 0n;
  const isDeleted = hit._source[tombMember] === true;
  if (!isDeleted && !isVisible(eventTime, oldestVisible(retentionMs, BigInt(clock()) * 1000n))) return [];
  const version = BigInt(String(before.versions === 'external' ? hit._version : hit._source[versionMember]));
  return [{ id: hit._id, version, isDeleted }];
}

/** Those that the new index does not have now, or in an older state. */
async function findLost(
  { client, after, repeatsVersions }: Comparing,
  documents: readonly Document[],
): Promise<readonly { readonly id: string; readonly why: 'missing' | 'older' }[]> {
  const ids = documents.map(({ id }) => id);
  const stored = await readStored(client, after.index, ids, members);
  return documents.flatMap(({ id, version, isDeleted }) => {
    const one = stored.get(id);
    if (one === undefined) return isDeleted ? [] : [{ id, why: 'missing' as const }];
    const source = one.source as Readonly<Record<string, unknown>>;
    const isGone = source[tombMember] === true;
    const own = after.versions === 'external' ? one.version : BigInt(String(source[versionMember]));
    if ((isDeleted && isGone) || !repeatsVersions || own >= version) return [];
    return [{ id, why: isGone ? ('missing' as const) : ('older' as const) }];
  });
}
