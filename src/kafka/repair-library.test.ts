import { createRequire } from 'node:module';
import kafkajs from 'kafkajs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { registerCodecs } from './codecs.ts';
import { toConnectorError } from './errors.ts';
import { repairLibrary } from './repair-library.ts';

const { CompressionTypes } = kafkajs;
const require = createRequire(import.meta.url);

interface Encoder {
  readonly buffer: Buffer;
  writeInt32(value: number): Encoder;
  writeBuffer(bytes: Buffer): Encoder;
}
interface Message {
  readonly offset: string;
  readonly value: Buffer;
}

const NewEncoder = require('kafkajs/src/protocol/encoder.js') as new () => Encoder;
const NewDecoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => unknown;
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => Encoder;
const { RecordBatch: encodeBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
  RecordBatch: (batch: object) => Promise<Encoder>;
};

registerCodecs();
repairLibrary();

/** One batch as it stands in a broker's answer, without its length in front. */
async function batchOf(values: readonly string[], compression: number = CompressionTypes.None): Promise<Buffer> {
  const records = values.map((value, n) => encodeRecord({ offsetDelta: n, timestampDelta: 0, key: null, value }));
  const encoded = await encodeBatch({ compression, records, lastOffsetDelta: values.length - 1 });
  return encoded.buffer;
}

/** What the library now makes of an answer. */
function decode(...batches: readonly Buffer[]): Promise<readonly Message[]> {
  const bytes = Buffer.concat(batches);
  const answer = new NewEncoder().writeInt32(bytes.length).writeBuffer(bytes).buffer;
  const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as (
    decoder: unknown,
  ) => Promise<readonly Message[]>;
  return decodeMessages(new NewDecoder(answer));
}

const textsOf = (messages: readonly Message[]): readonly string[] => messages.map(({ value }) => value.toString());

describe('batches', () => {
  it('are decoded one after the other', async () => {
    const messages = await decode(await batchOf(['a', 'b']), await batchOf(['c'], CompressionTypes.LZ4));

    expect(textsOf(messages)).toEqual(['a', 'b', 'c']);
  });

  it('may hold more records than a call takes arguments', async () => {
    const values = Array.from({ length: 200_000 }, (_, n) => String(n));

    expect(textsOf(await decode(await batchOf(values, CompressionTypes.LZ4)))).toEqual(values);
  });

  it('are left for the next answer when they are cut off', async () => {
    const [first, second] = [await batchOf(['a']), await batchOf(['b', 'c'])];

    expect(textsOf(await decode(first, second.subarray(0, second.length - 3)))).toEqual(['a']);
    expect(textsOf(await decode(first, second.subarray(0, 30)))).toEqual(['a']);
    expect(await decode()).toEqual([]);
  });

  it('that are broken are an error that names topic and codec', async () => {
    const broken = await batchOf(['a'.repeat(1_000), 'b'.repeat(1_000)], CompressionTypes.Snappy);
    broken.fill(0xff, 70);

    const failure: unknown = await decode(broken).catch((error: unknown) => error);

    const integration = { kind: 'kafka', brokers: ['k:9092'], groupPrefix: 'g', sessionTimeoutMs: 30_000 } as const;
    expect(toConnectorError(failure, { integration, topic: 'orders' }).message).toBe(
      'In the topic "orders": A batch cannot be decompressed by snappy: Invalid Snappy bitstream.',
    );
  });
});

describe('the queue of requests', () => {
  interface Queue {
    throttledUntil: number;
    readonly pending: unknown[];
    checkPendingRequests(): void;
    destroy(): void;
  }
  const NewQueue = require('kafkajs/src/network/requestQueue/index.js') as new (options: object) => Queue;
  const makeQueue = (): Queue => new NewQueue({ maxInFlightRequests: 1, logger: { debug: () => undefined } });

  afterEach(() => void vi.restoreAllMocks());

  it('sets no timer when nothing waits, of which newer versions of Node warn', () => {
    const timer = vi.spyOn(globalThis, 'setTimeout');

    makeQueue().checkPendingRequests();

    expect(timer.mock.calls).toEqual([]);
  });

  it('looks again when the broker asked us to slow down', () => {
    const timer = vi.spyOn(globalThis, 'setTimeout');
    const queue = makeQueue();
    queue.throttledUntil = Date.now() + 60_000;

    queue.checkPendingRequests();

    expect(timer.mock.calls.map(([, delay]) => delay! > 50_000)).toEqual([true]);
    queue.destroy();
  });
});
