import { join } from 'node:path';
import { systemClock, type Clock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import { readingOf, type Connector, type ConnectorState, type SourceHealth } from '../ingest/connector.ts';
import { changedObjects } from './list-bucket.ts';
import { followTopic, topicFile } from './follow-topic.ts';
import { countLines } from './read-records.ts';
import type { TopicPosition } from './topic-position.ts';

export interface FilesOptions {
  /** Holds `topics/<topic>.ndjson` and `buckets/<bucket>/<key>`. */
  readonly folder: string;
  /** Longer lines are not held in memory; only their beginning is delivered. */
  readonly maxRecordBytes?: number;
  /** Larger objects are not read. */
  readonly maxObjectBytes?: number;
  readonly clock?: Clock;
}

/** A folder that stands in for a Kafka cluster and an S3 account. */
export function openFilesConnector({
  folder,
  maxRecordBytes = 4 * 1024 * 1024,
  maxObjectBytes = Infinity,
  clock = systemClock,
}: FilesOptions): Connector {
  const closing = new AbortController();
  /** What the person who looks at a source should know, by reading. */
  const notices = new Map<string, string>();
  /** Objects that the last scan of a bucket source found and did not hand out yet, by reading. */
  const unread = new Map<string, number>();
  const bucketFolder = (bucket: string): string => join(folder, 'buckets', bucket);
  const until = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, closing.signal]);

  return {
    readsAlone: true,

    follow(source, state, signal) {
      const file = topicFile(folder, source.topic);
      const reading = readingOf(source, state);
      const notice = (message: string | undefined): void => {
        if (message === undefined) notices.delete(reading);
        else notices.set(reading, message);
      };
      return followTopic({
        file,
        source,
        position: readPosition(state.positions['0']),
        maxRecordBytes,
        clock,
        notice,
        signal: until(signal),
      });
    },

    scan(source, marks, signal) {
      const found = (objects: number): void => void unread.set(readingOf(source, marks), objects);
      return changedObjects({
        folder: bucketFolder(source.bucket),
        source,
        marks,
        maxObjectBytes,
        found,
        signal: until(signal),
      });
    },

    async health(source, state): Promise<SourceHealth> {
      const reading = readingOf(source, state);
      const behind =
        source.kind === 'topic' ? await linesBehind(topicFile(folder, source.topic), state) : unread.get(reading);
      const message = notices.get(reading);
      return { ...(behind === undefined ? {} : { behind }), ...(message === undefined ? {} : { message }) };
    },

    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

function linesBehind(file: string, { positions }: ConnectorState): Promise<number> {
  return countLines(file, readPosition(positions['0'])?.offset ?? 0);
}

function readPosition(value: JsonObject | undefined): TopicPosition | undefined {
  return value as unknown as TopicPosition | undefined;
}
