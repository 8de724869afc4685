import type { JsonObject } from '../base/json.ts';
import { nothingStored, printStream, readStream, type StreamCheckpoint } from './checkpoint.ts';

/**
 * One position stream of a source, as this process reads it: from the value that it knows to be stored, through what it has read since. When
 * another server turns out to have moved the stream, all of this is void, with the batches that were read under it.
 */
export class StreamProgress {
  readonly name: string;
  /** After all that was written. */
  checkpoint: StreamCheckpoint;
  /** The last stored checkpoint, with the outcomes of its own batch, which the stored one cannot have yet. */
  settled: StreamCheckpoint | undefined;
  /** As the store has it. */
  stored: JsonObject | null;
  /** Under way to the store; it may be there already. */
  writing: JsonObject | undefined;
  /** After all that was read. */
  readonly head: { position: JsonObject | undefined; version: bigint };
  overtaken = false;

  constructor(name: string, stored: JsonObject | undefined, checkpoint?: StreamCheckpoint) {
    this.name = name;
    this.stored = stored ?? null;
    this.checkpoint = checkpoint ?? (stored === undefined ? nothingStored : readStream(stored));
    this.head = { position: this.checkpoint.position, version: this.checkpoint.lastVersion };
  }

  /** True unless another server has stored this. */
  isOurs(stored: JsonObject | undefined): boolean {
    const text = JSON.stringify(stored ?? null);
    return (
      text === JSON.stringify(this.stored) || (this.writing !== undefined && text === JSON.stringify(this.writing))
    );
  }

  /** The checkpoint that was on its way has arrived. */
  wasStored(value: JsonObject): void {
    this.stored = value;
    this.writing = undefined;
    this.settled = this.checkpoint;
  }

  /** The same stream, read anew: outcomes that were known before still are. */
  keepOutcomes(before: StreamProgress | undefined): void {
    if (before?.settled === undefined || JSON.stringify(before.stored) !== JSON.stringify(this.stored)) return;
    this.checkpoint = before.settled;
    this.settled = before.settled;
  }

  /** What the store lacks: outcomes of the last batch; undefined when it has them. */
  unsettled(): JsonObject | undefined {
    if (this.settled === undefined || this.overtaken) return undefined;
    const value = printStream(this.settled);
    return JSON.stringify(value) === JSON.stringify(this.stored) ? undefined : value;
  }
}
