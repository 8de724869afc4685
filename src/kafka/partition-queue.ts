import { fingerprintOf, type Fingerprint, type HeldMessage, type KafkaPosition } from './kafka-position.ts';

/** Messages in their order, and the place after them. */
export interface Slice {
  readonly messages: readonly HeldMessage[];
  readonly bytes: number;
  readonly position: KafkaPosition;
}

interface Chunk {
  readonly messages: readonly HeldMessage[];
  /** How many of them were taken already. */
  taken: number;
  /** The place after all of them. */
  after: KafkaPosition;
}

/** What is held besides key, value and headers: objects of the library. */
const overheadBytes = 200;

/** What was fetched of one partition and not handed out yet. */
export class PartitionQueue {
  #chunks: Chunk[] = [];
  #bytes = 0;

  /** Of all messages that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Of the last message; undefined when nothing is held. */
  get generation(): number | undefined {
    return this.#chunks.at(-1)?.after.generation;
  }

  push(messages: readonly HeldMessage[], after: KafkaPosition): void {
    this.#chunks.push({ messages, taken: 0, after });
    for (const message of messages) this.#bytes += bytesOf(message);
  }

  /** Nothing visible stands between the last message and this place. */
  moveEnd(after: KafkaPosition): void {
    this.#chunks.at(-1)!.after = after;
  }

  /** The next messages of one generation: at most so many records and bytes, but at least one. */
  take(mostRecords: number, mostBytes: number): Slice | undefined {
    const messages: HeldMessage[] = [];
    let bytes = 0;
    let position: KafkaPosition | undefined;
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
      if (position !== undefined && chunk.after.generation !== position.generation) break;
      while (chunk.taken < chunk.messages.length) {
        const message = chunk.messages[chunk.taken]!;
        const size = bytesOf(message);
        if (messages.length > 0 && (messages.length >= mostRecords || bytes + size > mostBytes)) {
          return this.#took(messages, bytes, position ?? between(chunk.after, messages.at(-1)!));
        }
        messages.push(message);
        bytes += size;
        chunk.taken += 1;
        position = undefined;
      }
      position = chunk.after;
      this.#chunks.shift();
    }
    return position === undefined ? undefined : this.#took(messages, bytes, position);
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }

  #took(messages: readonly HeldMessage[], bytes: number, position: KafkaPosition): Slice {
    this.#bytes -= bytes;
    return { messages, bytes, position };
  }
}

/** The place after a message in the middle of a chunk. */
function between(after: KafkaPosition, message: HeldMessage): KafkaPosition {
  const last: Fingerprint = fingerprintOf(message);
  return { ...after, offset: last.offset + 1, last };
}

function bytesOf({ key, value, headers }: HeldMessage): number {
  let bytes = overheadBytes + (key?.length ?? 0) + (value?.length ?? 0);
  for (const held of Object.values(headers ?? {})) {
    for (const one of Array.isArray(held) ? held : [held]) bytes += one?.length ?? 0;
  }
  return bytes;
}
