import type { Clock } from '../base/clock.ts';
import type { Incident } from './partition-reader.ts';

/** What the person who looks at a source should know of what happened to its topic. */
export class Notices {
  readonly #topic: string;
  readonly #clock: Clock;
  #waiting = false;
  #recreatedMs: number | undefined;
  readonly #expired: string[] = [];
  #lost = 0;

  constructor(topic: string, clock: Clock) {
    this.#topic = topic;
    this.#clock = clock;
  }

  report(incident: Incident): void {
    if (incident.kind === 'recreated') {
      this.#recreatedMs = this.#clock();
      return;
    }
    const { partition, from, to } = incident;
    this.#lost += to - from;
    this.#expired.push(`${from} to ${to - 1} of partition ${partition}`);
  }

  waiting(isWaiting: boolean): void {
    this.#waiting = isWaiting;
  }

  /** Undefined when there is nothing to say. */
  get message(): string | undefined {
    const sentences = [
      ...(this.#waiting ? [`waiting for the topic ${this.#topic}, which is not there`] : []),
      ...(this.#recreatedMs === undefined
        ? []
        : [
            `the topic ${this.#topic} was deleted and made anew: read again from its beginning since ${new Date(this.#recreatedMs).toISOString()}`,
          ]),
      ...(this.#lost === 0
        ? []
        : [
            `${this.#lost} offsets of ${this.#topic} were removed by its retention before they were read: ${this.#expired.slice(-5).join(', ')}`,
          ]),
    ];
    return sentences.length === 0 ? undefined : sentences.join('; ');
  }
}
