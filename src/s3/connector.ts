import type { S3Integration } from '../config/config.ts';
import { RockpoolError } from '../base/error.ts';
import { readingOf, type Connector, type SourceHealth } from '../ingest/connector.ts';
import { makeClient, type Patience } from './client.ts';
import { askedOf } from './errors.ts';
import { scanBucket } from './scan-bucket.ts';
import { ScanProgress } from './scan-progress.ts';

export interface S3Options {
  readonly integration: S3Integration;
  /** For the objects that are being read. Emptied of each of them when it was read. */
  readonly folder: string;
  /** Larger objects are not fetched. */
  readonly maxObjectBytes: number;
  readonly patience?: Patience;
}

const usualPatience: Patience = { connectMs: 5_000, silenceMs: 30_000, attempts: 3 };

/** The buckets of an S3 account, or of a store that speaks its protocol. Connects to nothing yet. */
export function openS3Connector({
  integration,
  folder,
  maxObjectBytes,
  patience = usualPatience,
}: S3Options): Connector {
  const client = makeClient(integration, patience);
  const closing = new AbortController();
  const scans = new Map<string, ScanProgress>();

  return {
    follow(source) {
      throw new RockpoolError(
        'SOURCE_UNREADABLE',
        `S3 has buckets, no topics: give the source "${source.id}" a \`bucket\` and a \`pattern\`, or an integration of the kind kafka.`,
      );
    },

    scan(source, marks, signal) {
      const reading = readingOf(source, marks);
      const progress = scans.get(reading) ?? new ScanProgress();
      scans.set(reading, progress);
      return scanBucket({
        client,
        source,
        marks,
        asked: askedOf(integration, source.bucket),
        folder,
        maxObjectBytes,
        attempts: patience.attempts,
        progress,
        signal: AbortSignal.any([signal, closing.signal]),
      });
    },

    health(source, state): Promise<SourceHealth> {
      const { behind, message } = scans.get(readingOf(source, state)) ?? {};
      return Promise.resolve({
        ...(behind === undefined ? {} : { behind }),
        ...(message === undefined ? {} : { message }),
      });
    },

    close() {
      closing.abort();
      client.destroy();
      return Promise.resolve();
    },
  };
}
