import { noCheckpoint, type SourceCheckpoint } from './checkpoint.ts';

/** How a source stands right now, in this process. What must survive is its checkpoint. */
export class SourceProgress {
  checkpoint: SourceCheckpoint = noCheckpoint;
  /** The last checkpoint that was stored, with the outcomes of its own batch, which the stored one cannot have yet. */
  settled: SourceCheckpoint | undefined;
  started = false;
  error: string | undefined;
  /** Ends when the source is not read any longer; undefined while it is not read here. */
  reading: Promise<void> | undefined;
  /** The server that reads the source instead. */
  elsewhere: string | undefined;

  begin(reading: Promise<void>): void {
    this.reading = reading;
    this.elsewhere = undefined;
  }

  /** It is not read here for now. */
  pause(elsewhere?: string): void {
    this.reading = undefined;
    this.elsewhere = elsewhere;
    this.started = false;
    this.error = undefined;
  }

  fail(message: string): void {
    this.error = message;
  }

  /** True when there was an error before. */
  recover(): boolean {
    const failed = this.error !== undefined;
    this.error = undefined;
    this.started = true;
    return failed;
  }
}
