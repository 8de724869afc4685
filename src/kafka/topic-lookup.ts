import { setTimeout as wait } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import type { OffsetRange } from './start-place.ts';

/** Questions about one topic. Each answers or fails within the timeout. */
export interface TopicLookup {
  exists(): Promise<boolean>;
  /** By partition; undefined when there is no such topic. */
  offsets(): Promise<ReadonlyMap<number, OffsetRange> | undefined>;
  /** The first offset at or after a time, by partition: its end when there is none. Undefined when there is no such topic. */
  offsetsAt(timeMs: number): Promise<ReadonlyMap<number, number> | undefined>;
  close(): Promise<void>;
}

/** A connection that nobody asks is closed; the next question opens one. */
const idleMs = 10_000;

/**
 * Each topic has a client of its own: one that was asked about a topic which is then deleted keeps asking for it, and fails whatever else it
 * is asked (kafkajs 2.2.4, the target topics of `cluster/index.js`).
 */
export function openTopicLookup(makeClient: () => Kafka, topic: string, timeoutMs: number): TopicLookup {
  let connected: Promise<Admin> | undefined;
  let idle: NodeJS.Timeout | undefined;

  const connect = async (): Promise<Admin> => {
    const admin = makeClient().admin();
    try {
      await admin.connect();
    } catch (error) {
      await disconnect(admin);
      throw error;
    }
    return admin;
  };
  const forget = (): void => {
    clearTimeout(idle);
    void connected?.then(disconnect, () => undefined);
    connected = undefined;
  };
  const ask = async <T>(question: (admin: Admin) => Promise<T>): Promise<T | undefined> => {
    clearTimeout(idle);
    const timeout = new AbortController();
    try {
      connected ??= connect();
      const answer = connected.then(question);
      answer.catch(() => undefined);
      const late = wait(timeoutMs, undefined, { signal: timeout.signal, ref: false }).then(() => {
        throw new Error('Connection timeout');
      });
      late.catch(() => undefined);
      return await Promise.race([answer, late]);
    } catch (error) {
      forget();
      if (isUnknownTopic(error)) return undefined;
      throw error;
    } finally {
      timeout.abort();
      clearTimeout(idle);
      idle = setTimeout(forget, idleMs).unref();
    }
  };
  const metadata = (admin: Admin): Promise<true> =>
    admin.fetchTopicMetadata({ topics: [topic] }).then(() => true as const);

  return {
    exists: async () => (await ask(metadata)) === true,
    offsets: () =>
      ask(async (admin) => {
        // Asked first, since the next question is repeated for seconds when there is no such topic.
        await metadata(admin);
        const found = await admin.fetchTopicOffsets(topic);
        return new Map(found.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
      }),
    offsetsAt: (timeMs) =>
      ask(async (admin) => {
        const found = await admin.fetchTopicOffsetsByTimestamp(topic, timeMs);
        return new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
      }),
    async close() {
      const last = connected;
      forget();
      await last?.then(disconnect, () => undefined);
    },
  };
}

function disconnect(admin: Admin): Promise<void> {
  return admin.disconnect().catch(() => undefined);
}

/** True when the cluster says that it has no such topic, however deep the library has wrapped it. */
export function isUnknownTopic(error: unknown): boolean {
  for (let next = error, depth = 0; next instanceof Error && depth < 10; next = next.cause, depth += 1) {
    if ('type' in next && next.type === 'UNKNOWN_TOPIC_OR_PARTITION') return true;
  }
  return false;
}
