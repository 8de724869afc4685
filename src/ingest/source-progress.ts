import type { StreamProgress } from './stream-progress.ts';

/** How a source stands right now, in this process. What must survive are its checkpoints. */
export class SourceProgress {
  /** By name; a bucket's is the one of the source as a whole, which has none. */
  streams = new Map<string, StreamProgress>();
  started = false;
  error: string | undefined;
  /** Ends when the source is not read any longer; undefined while it is not read here. */
  reading: Promise<void> | undefined;
  /** The server that reads the source instead. */
  elsewhere: string | undefined;
  /** Of a bucket: scans that began. */
  scans = 0;
  /** Which of them was the last that found nothing: all that was there when it began is stored. */
  emptyScan = 0;

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
