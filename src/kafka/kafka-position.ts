import { crc32 } from 'node:zlib';
import type { KafkaMessage } from 'kafkajs';
import type { JsonObject } from '../base/json.ts';

/** A place in a partition, as the checkpoint keeps it. */
export interface KafkaPosition {
  /** Of the next record to be read. */
  readonly offset: number;
  /** How often the topic was found to be another one of the same name; keeps positions of the old and the new apart. */
  readonly generation: number;
  /** The last record read before `offset`, and the first ever read: if others stand there, the topic was recreated. */
  readonly last?: Fingerprint;
  readonly first?: Fingerprint;
  /** How many partitions there were when reading began elsewhere than at the beginning: later ones are read from theirs. */
  readonly partitionsAtStart?: number;
}

/** What tells a record from another one at the same offset. */
export interface Fingerprint {
  readonly offset: number;
  /** Milliseconds since 1970, as the record carries it. */
  readonly timestamp: number;
  /** CRC-32 of key and value. */
  readonly crc: number;
}

/** A message as the library delivers it, or the beginning of one that is too large to be held. */
export type HeldMessage = KafkaMessage & {
  /** Of the whole value; `value` is then its beginning. */
  readonly wholeBytes?: number;
  /** Of key and whole value. */
  readonly crc?: number;
};

export function fingerprintOf(message: HeldMessage): Fingerprint {
  return {
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    crc: message.crc ?? crcOf(message),
  };
}

export function crcOf({ key, value }: KafkaMessage): number {
  return crc32(value ?? '', crc32(key ?? ''));
}

export const isSame = (one: Fingerprint, other: Fingerprint): boolean =>
  one.offset === other.offset && one.timestamp === other.timestamp && one.crc === other.crc;

/** The beginning of a topic that took the place of the one before. */
export const beginningAfter = ({ generation, partitionsAtStart }: KafkaPosition, offset: number): KafkaPosition => ({
  offset,
  generation: generation + 1,
  ...(partitionsAtStart === undefined ? {} : { partitionsAtStart }),
});

/** `partition:offset`, with the generation of a recreated topic. */
export function printPosition(partition: number, generation: number, offset: number): string {
  return generation === 0 ? `${partition}:${offset}` : `${partition}.${generation}:${offset}`;
}

export function toJson(position: KafkaPosition): JsonObject {
  return position as unknown as JsonObject;
}

export function readPosition(value: JsonObject | undefined): KafkaPosition | undefined {
  return value as unknown as KafkaPosition | undefined;
}
