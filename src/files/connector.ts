import { join } from 'node:path';
import { systemClock, type Clock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import type { Connector, ConnectorState, SourceHealth } from '../ingest/connector.ts';
import { changedObjects } from './list-bucket.ts';
import { followTopic, topicFile } from './follow-topic.ts';
import { countLines } from './read-records.ts';
import type { TopicPosition } from './topic-position.ts';

export interface FilesOptions {
  /** Holds `topics/<topic>.ndjson` and `buckets/<bucket>/<key>`. */
  readonly folder: string;
  /** Longer lines are not held in memory; only their beginning is delivered. */
  readonly maxRecordBytes?: number;
  readonly clock?: Clock;
}

/** A folder that stands in for a Kafka cluster and an S3 account. */
export function openFilesConnector({
  folder,
  maxRecordBytes = 4 * 1024 * 1024,
  clock = systemClock,
}: FilesOptions): Connector {
  const closing = new AbortController();
  /** What the person who looks at a source should know, by source. */
  const notices = new Map<string, string>();
  const bucketFolder = (bucket: string): string => join(folder, 'buckets', bucket);
  const until = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, closing.signal]);

  return {
    follow(source, { positions }, signal) {
      const file = topicFile(folder, source.topic);
      const notice = (message: string | undefined): void => {
        if (message === undefined) notices.delete(source.id);
        else notices.set(source.id, message);
      };
      return followTopic({
        file,
        source,
        position: readPosition(positions['0']),
        maxRecordBytes,
        clock,
        notice,
        signal: until(signal),
      });
    },

    scan(source, { positions }, signal) {
      return changedObjects({ folder: bucketFolder(source.bucket), source, positions, signal: until(signal) });
    },

    async health(source, state): Promise<SourceHealth> {
      const behind =
        source.kind === 'topic'
          ? await linesBehind(topicFile(folder, source.topic), state)
          : await objectsBehind(source, state);
      const message = notices.get(source.id);
      return { behind, ...(message === undefined ? {} : { message }) };
    },

    close() {
      closing.abort();
      return Promise.resolve();
    },
  };

  async function objectsBehind(
    source: Parameters<Connector['scan']>[0],
    { positions }: ConnectorState,
  ): Promise<number> {
    let behind = 0;
    const objects = changedObjects({ folder: bucketFolder(source.bucket), source, positions, signal: closing.signal });
    try {
      for await (const object of objects) {
        behind += 1;
        await object.release();
      }
    } catch {
      // Unreadable: the reading itself reports it.
    }
    return behind;
  }
}

function linesBehind(file: string, { positions }: ConnectorState): Promise<number> {
  return countLines(file, readPosition(positions['0'])?.offset ?? 0);
}

function readPosition(value: JsonObject | undefined): TopicPosition | undefined {
  return value as unknown as TopicPosition | undefined;
}
