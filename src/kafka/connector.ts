import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { systemClock, type Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import type { TopicSource } from '../catalog/collection.ts';
import type { KafkaIntegration } from '../config/config.ts';
import { readingOf, type Connector, type ConnectorState, type SourceHealth } from '../ingest/connector.ts';
import { toConnectorError } from './errors.ts';
import { followTopic } from './follow-topic.ts';
import { makeKafkaClient } from './make-client.ts';
import { Notices } from './notices.ts';
import type { OffsetRange } from './start-place.ts';
import { streamHealth } from './topic-health.ts';
import { openTopicLookup, type TopicLookup } from './topic-lookup.ts';
import { makeValueDecoder, type ValueDecoder } from './value-decoder.ts';

export interface KafkaOptions {
  readonly integration: KafkaIntegration;
  /** Of larger values only the beginning is delivered. */
  readonly maxRecordBytes: number;
  /** What all sources together may hold before it is handed out; besides it one answer of each broker. */
  readonly memoryBytes: number;
  /** Of a batch, at most. */
  readonly batchRecords: number;
  readonly clock?: Clock;
  /** How often a topic that is not there is looked for. */
  readonly topicPollMs?: number;
  /** How long a cluster may be silent before it is asked whether it is there, and how long it may take to answer. */
  readonly patienceMs?: number;
}

/** A source that is being followed. */
interface Following {
  assigned: ReadonlySet<number>;
}

interface Known {
  readonly ranges: ReadonlyMap<number, OffsetRange> | undefined;
  readonly atMs: number;
}

const healthIsFreshMs = 1_000;
const healthPatienceMs = 2_000;
const closingPatienceMs = 5_000;

/** Topics of a Kafka cluster. Connects when it is first asked for something. */
export function openKafkaConnector(options: KafkaOptions): Connector {
  const { integration, clock = systemClock, patienceMs = 5_000 } = options;
  const closing = new AbortController();
  const leaving = new Set<Promise<void>>();
  const lookups = new Map<string, TopicLookup>();
  const known = new Map<string, Promise<Known>>();
  /** By source and reader. */
  const following = new Map<string, Following>();
  const notices = new Map<string, Notices>();
  /** By format; they keep the schemas that were met. */
  const decoders = new Map<string, ValueDecoder | undefined>();

  const makeClient = (): Kafka => makeKafkaClient(integration, { use: 'consume' });
  const lookupOf = (topic: string): TopicLookup => {
    const open =
      lookups.get(topic) ?? openTopicLookup(() => makeKafkaClient(integration, { use: 'ask' }), topic, patienceMs);
    lookups.set(topic, open);
    return open;
  };
  const decoderOf = (format: 'json' | 'avro'): ValueDecoder | undefined => {
    if (!decoders.has(format)) decoders.set(format, makeValueDecoder(integration.schemaRegistry, format));
    return decoders.get(format);
  };
  const share = (): number => {
    const partitions = [...following.values()].reduce((sum, { assigned }) => sum + assigned.size, 0);
    return options.memoryBytes / Math.max(1, partitions);
  };
  /** What is there, asked once a second at most. */
  const rangesOf = (topic: string): Promise<Known> => {
    const asked = known.get(topic);
    if (asked !== undefined) return asked;
    const asking = lookupOf(topic)
      .offsets()
      .then((ranges) => ({ ranges, atMs: clock() }));
    known.set(topic, asking);
    const forget = (): void => void known.delete(topic);
    asking.then(
      () => setTimeout(forget, healthIsFreshMs).unref(),
      () => setTimeout(forget, healthIsFreshMs).unref(),
    );
    return asking;
  };

  return {
    follow(source, state, signal) {
      const name = readingOf(source, state);
      const group = groupOf(integration, source, state) ?? `${integration.groupPrefix}.preview.${randomUUID()}`;
      const one: Following = { assigned: new Set() };
      // What happened is worth knowing when reading has begun anew since.
      const told = notices.get(name) ?? new Notices(source.topic, clock);
      return followTopic({
        makeClient,
        lookup: lookupOf(source.topic),
        source,
        group,
        sessionTimeoutMs: integration.sessionTimeoutMs,
        positions: state.positions,
        moved: state.moved,
        maxRecordBytes: options.maxRecordBytes,
        mostRecords: options.batchRecords,
        share,
        decode: decoderOf(source.format.kind === 'avro' ? 'avro' : 'json'),
        topicPollMs: options.topicPollMs ?? 1_000,
        patienceMs,
        report: (incident) => told.report(incident),
        waiting: (isWaiting) => told.waiting(isWaiting),
        assigned(partitions) {
          one.assigned = new Set(partitions);
        },
        began() {
          following.set(name, one);
          notices.set(name, told);
        },
        ended() {
          if (following.get(name) === one) following.delete(name);
        },
        leaving(left) {
          leaving.add(left);
          void left.then(() => leaving.delete(left));
        },
        toError: (error) => toConnectorError(error, { integration, topic: source.topic, group }),
        signal: AbortSignal.any([signal, closing.signal]),
      });
    },

    scan(source) {
      throw new RockpoolError(
        'SOURCE_UNREADABLE',
        `The integration ${source.integration} is a Kafka cluster: it has topics, and no bucket ${source.bucket}.`,
        { hint: 'Name a `topic` instead of `bucket`, or an integration of kind s3 or files.' },
      );
    },

    async health(source, state): Promise<SourceHealth> {
      if (source.kind === 'bucket') return {};
      return health(source, state);
    },

    async close() {
      closing.abort();
      const all = Promise.all([...leaving, ...[...lookups.values()].map((lookup) => lookup.close())]);
      await Promise.race([all, wait(closingPatienceMs, undefined, { ref: false })]);
    },
  };

  async function health(source: TopicSource, state: ConnectorState): Promise<SourceHealth> {
    const name = readingOf(source, state);
    const group = groupOf(integration, source, state);
    const ofGroup = group === undefined ? {} : { group };
    const told = notices.get(name)?.message;
    const found = await soon(rangesOf(source.topic)).catch((error: unknown) => {
      return toConnectorError(error, { integration, topic: source.topic });
    });
    if (found instanceof RockpoolError) return { ...ofGroup, message: found.message };
    if (found.ranges === undefined)
      return { ...ofGroup, message: told ?? `waiting for the topic ${source.topic}, which is not there`, streams: [] };
    const assigned = following.get(name)?.assigned ?? new Set();
    const streams = streamHealth(found.ranges, state.positions, assigned, source.start);
    return {
      ...ofGroup,
      behind: streams.reduce((sum, { lag }) => sum + lag, 0),
      streams,
      ...(told === undefined ? {} : { message: told }),
    };
  }
}

/** Undefined for whoever looks once, beside all readers. */
function groupOf(
  { groupPrefix }: KafkaIntegration,
  { id }: TopicSource,
  { reader }: ConnectorState,
): string | undefined {
  return reader === undefined ? undefined : `${groupPrefix}.${reader}.${id}`;
}

async function soon<T>(answer: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = wait(healthPatienceMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error('Connection timeout');
  });
  late.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => timer.abort());
}
