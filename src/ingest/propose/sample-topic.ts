import { RockpoolError } from '../../base/error.ts';
import type { JsonObject } from '../../base/json.ts';
import type { TopicSource } from '../../catalog/collection.ts';
import type { RawRecord } from '../connector.ts';
import { startPatience } from '../patience.ts';
import {
  isEnough,
  longestMs,
  mostRecords,
  patienceMs,
  tooLargeProblem,
  type Sample,
  type SampleParts,
  type SampleRecord,
} from './sample.ts';

/** The first records of a topic. Throws SOURCE_UNREADABLE when it is not there or holds none, and what the connector throws. */
export async function sampleTopic({ connector }: Pick<SampleParts, 'connector'>, source: TopicSource): Promise<Sample> {
  const positions: Record<string, JsonObject> = {};
  const records: SampleRecord[] = [];
  // Without a reader's name: it looks beside all groups, and leaves no offsets behind.
  const health = () => connector.health(source, { positions });
  let message: string | undefined;
  const isEmpty = async (): Promise<boolean> => {
    const found = await health();
    message = found.message;
    return (found.behind ?? 0) === 0;
  };
  const patience = startPatience({ patienceMs, longestMs, isEmpty });
  try {
    for await (const batch of connector.follow(source, { positions }, patience.signal)) {
      if (batch.records.length > 0) patience.received();
      positions[batch.stream] = batch.position;
      records.push(...batch.records.map(toSampleRecord));
      if (isEnough(records) || (await health()).behind === 0) break;
    }
  } catch (error) {
    if (!patience.signal.aborted) throw error;
  } finally {
    patience.end();
  }
  const seen = `topic ${source.topic} of ${source.integration}`;
  if (records.length > 0) return { records: records.slice(0, mostRecords), source, seen };
  throw new RockpoolError(
    'SOURCE_UNREADABLE',
    `The ${seen} holds no record yet${message === undefined ? '' : `: ${message}`}.`,
    { hint: 'Write some records to it first, or check its name; a proposal is made of what is there.' },
  );
}

function toSampleRecord(record: RawRecord): SampleRecord {
  const { value, key, timestampMs, meta, positionText, wholeBytes } = record;
  const problem = record.problem ?? (wholeBytes === undefined ? undefined : tooLargeProblem(wholeBytes));
  return {
    text: value === null ? '' : Buffer.from(value).toString('utf8'),
    tombstone: value === null,
    ...(problem === undefined ? {} : { problem }),
    timestampMs,
    meta,
    position: positionText,
    key,
  };
}
