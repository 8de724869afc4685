import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Mends two mistakes of kafkajs 2.2.4, its last release (2023), in memory; before it reads the first batch.
 * Each has a test that fails without the repair. It may be called again.
 */
export function repairLibrary(): void {
  const decoding = require.resolve('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js');
  require(decoding);
  require.cache[decoding]!.exports = decodeMessages;
  repairRequestQueue();
}

interface Decoder {
  readInt32(): number;
  canReadBytes(length: number): boolean;
  readBytes(length: number): Buffer;
}

const NewDecoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => Decoder;
const decodeOldMessages = require('kafkajs/src/protocol/messageSet/decoder.js') as (
  decoder: Decoder,
  size: number,
) => Promise<readonly unknown[]>;
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder.js') as (
  decoder: Decoder,
) => Promise<{ readonly records: readonly unknown[] }>;

/** Of a batch, in bytes: where its format stands, and what a batch has at least behind its length. */
const formatAt = 16;
const leastBatchBytes = 49;

/**
 * The records of one partition in an answer. The library's own passes all records of a batch as arguments of one call, so 125,000 small ones
 * that a producer compressed into a batch overflow the stack and end the consumer.
 */
async function decodeMessages(answer: Decoder): Promise<readonly unknown[]> {
  const size = answer.readInt32();
  if (size <= 0 || !answer.canReadBytes(size)) return [];
  const bytes = answer.readBytes(size);
  const decoder = new NewDecoder(bytes);
  if (bytes.readInt8(formatAt) !== 2) return decodeOldMessages(decoder, size);

  const records: unknown[] = [];
  while (decoder.canReadBytes(leastBatchBytes)) {
    const batch = await decodeBatch(decoder).catch((error: unknown) => {
      // An answer is cut off at its greatest size; the rest comes with the next.
      if (error instanceof Error && error.name === 'KafkaJSPartialMessageError') return undefined;
      throw error;
    });
    if (batch === undefined) break;
    for (const record of batch.records) records.push(record);
  }
  return records;
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
}

/** After each answer the library sets a timer for requests that wait, though none does; a time in the past, of which newer Node versions warn. */
function repairRequestQueue(): void {
  const { prototype } = require('kafkajs/src/network/requestQueue/index.js') as {
    prototype: { scheduleCheckPendingRequests: (this: RequestQueue) => void; repaired?: true };
  };
  if (prototype.repaired) return;
  prototype.repaired = true;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
