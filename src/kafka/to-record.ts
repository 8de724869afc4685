import type { IHeaders } from 'kafkajs';
import type { Json, JsonObject } from '../base/json.ts';
import type { RawRecord } from '../ingest/connector.ts';
import { crcOf, printPosition, type HeldMessage } from './kafka-position.ts';

/** What is delivered of a record that is too large. */
const keptBytes = 64 * 1024;

/** A message as a record. A registry's value is not decoded yet. */
export function toRecord(topic: string, partition: number, generation: number, message: HeldMessage): RawRecord {
  const offset = Number(message.offset);
  const key = message.key?.toString('utf8') ?? null;
  const headers = readHeaders(message.headers);
  return {
    value: message.value,
    key,
    timestampMs: Number(message.timestamp),
    meta: {
      topic,
      partition,
      offset,
      key,
      timestamp: Number(message.timestamp),
      ...(headers === undefined ? {} : { headers }),
    },
    positionText: printPosition(partition, generation, offset),
    ...(message.wholeBytes === undefined ? {} : { wholeBytes: message.wholeBytes }),
  };
}

/** As texts. Of a name that occurs several times the last counts. */
function readHeaders(headers: IHeaders | undefined): JsonObject | undefined {
  const entries = Object.entries(headers ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, held]): [string, Json] => {
      const value = Array.isArray(held) ? held.at(-1) : held;
      return [name, value?.toString() ?? null];
    }),
  );
}

/**
 * Messages of one answer as they are held. They are views of its one buffer: when a record in it is too large to be held, its beginning
 * and the others are copied, so that the buffer can go.
 */
export function holdMessages(messages: readonly HeldMessage[], maxRecordBytes: number): readonly HeldMessage[] {
  const isTooLarge = ({ value }: HeldMessage): boolean => value !== null && value.length > maxRecordBytes;
  if (!messages.some(isTooLarge)) return messages;
  return messages.map((message) => {
    const { key, value } = message;
    const copy = { ...message, key: copyOf(key), value: copyOf(value?.subarray(0, keptBytesOf(message))) };
    return isTooLarge(message) ? { ...copy, wholeBytes: value!.length, crc: crcOf(message) } : copy;
  });

  function keptBytesOf(message: HeldMessage): number | undefined {
    return isTooLarge(message) ? keptBytes : undefined;
  }
}

const copyOf = (bytes: Buffer | null | undefined): Buffer | null => (bytes == null ? null : Buffer.from(bytes));
