import type { ConnectorState } from '../ingest/connector.ts';
import { readPosition, type KafkaPosition } from './kafka-position.ts';
import { PartitionReader, type Incident } from './partition-reader.ts';
import type { Slice } from './partition-queue.ts';

/** The readers of all partitions of a topic that were met, within one call of `follow`. */
export class PartitionReaders {
  readonly #positions: ConnectorState['positions'];
  readonly #report: (incident: Incident) => void;
  /** The one that waits longest for its turn stands first. */
  readonly #readers = new Map<number, PartitionReader>();

  constructor(positions: ConnectorState['positions'], report: (incident: Incident) => void) {
    this.#positions = positions;
    this.#report = report;
  }

  of(partition: number): PartitionReader {
    const known = this.#readers.get(partition);
    if (known !== undefined) return known;
    const checkpoint = readPosition(this.#positions[String(partition)]);
    const reader = new PartitionReader(partition, checkpoint, this.#report);
    this.#readers.set(partition, reader);
    return reader;
  }

  /** Only these are ours from now on. */
  keepOnly(partitions: readonly number[]): void {
    for (const reader of this.#readers.values()) {
      if (!partitions.includes(reader.partition)) reader.revoke();
    }
  }

  /** From one partition after the other. */
  take(
    mostRecords: number,
    mostBytes: number,
  ): { readonly reader: PartitionReader; readonly slice: Slice & { readonly from: KafkaPosition } } | undefined {
    for (const reader of this.#readers.values()) {
      const slice = reader.take(mostRecords, mostBytes);
      if (slice === undefined) continue;
      this.#readers.delete(reader.partition);
      this.#readers.set(reader.partition, reader);
      return { reader, slice };
    }
    return undefined;
  }
}
