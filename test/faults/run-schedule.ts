import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SourceStatus } from '../../src/ingest/ingest-service.ts';
import { expectConserved } from './expect-conserved.ts';
import type { FaultStoreKind } from './fault-store.ts';
import { fieldNames, Model, type CollectionName, type Fields, type Wish } from './model.ts';
import { openOutside, type Outside, type OutsideRecord } from './outside.ts';
import type { Random } from './random.ts';
import { startWorker, steps, WorkerDied, type KillAt, type Worker } from './worker.ts';

const collections = ['whole', 'parts'] as const;
const mostPartitions = 6;

type Action = readonly [weight: number, name: string, action: () => Promise<void>];

/** What happened in a schedule, for the message of a failure. */
export type Story = string[];

/**
 * Plays a random schedule against the real servers and a worker that dies again and again, then lets it finish in peace and compares all
 * that is stored with the model. Throws at the first difference.
 */
export async function runSchedule(
  name: string,
  random: Random,
  story: Story,
  store: FaultStoreKind = 'embedded',
): Promise<void> {
  const wholes = random.of(['any', 'writeOrDelete'] as const);
  story.push(`operations: ${wholes}`);
  const outside = await openOutside(name, store, wholes);
  const play = new Play(outside, random, story, store);
  try {
    const length = 8 + random.below(12);
    for (let index = 0; index < length; index += 1) await play.step();
    await play.finish();
  } finally {
    await play.end();
    await outside.close();
  }
}

class Play {
  readonly #outside: Outside;
  readonly #random: Random;
  readonly #story: Story;
  readonly #model = new Model();
  readonly #partitions = { whole: 2, parts: 2 };
  readonly #records = { whole: 0, parts: 0 };
  readonly #rows = { whole: 0, parts: 0 };
  readonly #bad = { whole: 0, parts: 0 };
  readonly #last: Partial<Record<CollectionName, () => Promise<void>>> = {};
  /** Milliseconds that are taken: no two operations may share one, or their order is nobody's. */
  readonly #taken = new Set<number>();
  #newest = Date.now();
  #objects = 0;
  #number = 0;
  #killAt: KillAt | undefined;
  #worker: Worker | undefined;
  /** Beside the first, where several can share a store. */
  #second: Worker | undefined;
  readonly #store: FaultStoreKind;

  constructor(outside: Outside, random: Random, story: Story, store: FaultStoreKind) {
    this.#store = store;
    this.#outside = outside;
    this.#random = random;
    this.#story = story;
  }

  async step(): Promise<void> {
    const collection = this.#random.of(collections);
    const actions: Action[] = [
      [8, 'produce', () => this.#produce(collection)],
      [2, 'produce again', () => this.#last[collection]?.() ?? Promise.resolve()],
      [3, 'object', () => this.#put(collection)],
      [3, 'call', () => this.#call(collection)],
      [3, 'kill', () => this.#kill()],
      [3, 'die at a step', () => this.#dieAtStep()],
      [1, 'restart', () => this.#restart()],
      [1, 'replay', () => this.#replay()],
      [2, 'store away', () => this.#storeAway()],
      [2, 'rebalance', () => this.#rebalance(collection)],
      [1, 'more partitions', () => this.#grow(collection)],
      [3, 'pause', () => wait(this.#random.below(300))],
    ];
    if (this.#store !== 'embedded')
      actions.push(
        [4, 'second worker', () => this.#startSecond()],
        [2, 'change places', () => this.#changePlaces()],
        [1, 'kill the second', () => this.#killSecond()],
        [2, 'sleep', () => this.#sleep()],
      );
    const [, what, action] = this.#random.weighted(actions);
    this.#story.push(`${what} ${collection}`);
    if (this.#random.below(3) > 0) await this.#alive();
    await action();
  }

  /** Lets the last worker read to the end, then compares. */
  async finish(): Promise<void> {
    this.#killAt = undefined;
    await this.#kill();
    // Of two one may go on to the end with the other beside it.
    if (this.#random.below(2) === 0) await this.#killSecond();
    else await this.#changePlaces();
    const bugs = [...(this.#worker?.bugs ?? []), ...(this.#second?.bugs ?? [])];
    const worker = await this.#alive();
    for (const collection of collections) {
      const sources = await this.#caughtUp(worker, collection);
      expect(await worker.documents(collection)).toEqual(this.#model.documents(collection));
      expect(sources.map((source) => source.counters.read)).toEqual([
        this.#records[collection],
        this.#rows[collection],
      ]);
      for (const { counters } of sources) expectConserved(counters);
      const letters = await worker.deadLetters(collection);
      expect(letters.map(({ id, message }) => `${id} ${message}`)).toHaveLength(this.#bad[collection]);
    }
    expect([...bugs, ...worker.bugs]).toEqual([]);
    await worker.stop();
  }

  async end(): Promise<void> {
    await this.#kill();
    await this.#killSecond();
  }

  async #alive(): Promise<Worker> {
    while (this.#worker?.alive() !== true) {
      this.#worker = await startWorker(this.#outside.project, this.#killAt);
      this.#killAt = undefined;
    }
    return this.#worker;
  }

  /** Against a living worker, and again if it dies meanwhile or its store is away, as a caller would. */
  async #ask<T>(call: (worker: Worker) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call(await this.#alive());
      } catch (error) {
        if (!(error instanceof WorkerDied) && !String(error).includes('The store is away')) throw error;
        await wait(20);
      }
    }
  }

  async #produce(collection: CollectionName): Promise<void> {
    const partition = this.#random.below(this.#partitions[collection]);
    const records = Array.from({ length: 1 + this.#random.below(30) }, () => this.#record(collection));
    const send = async (): Promise<void> => {
      for (const { record, wish } of records) {
        this.#records[collection] += 1;
        if (wish === 'bad') this.#bad[collection] += 1;
        const asks = typeof wish === 'object' ? wish : undefined;
        this.#model.sendToStream(collection, String(partition), record.timestampMs, asks);
      }
      await this.#outside.produce(
        collection,
        partition,
        records.map(({ record }) => record),
      );
    };
    await send();
    this.#last[collection] = send;
  }

  #record(collection: CollectionName): { record: OutsideRecord; wish: Wish | 'bad' | 'filtered' } {
    const timestampMs = this.#random.below(5) === 0 ? this.#lateTime() : this.#time();
    const wish = this.#wish(collection);
    const key = wish.id;
    const value = print(wish);
    switch (this.#random.below(15)) {
      case 0:
        return { record: { key, value: 'not json', timestampMs }, wish: 'bad' };
      case 1:
        return { record: { key, value: '{"skip":true}', timestampMs }, wish: 'filtered' };
      case 2:
        return { record: { key, value: null, timestampMs }, wish: { id: key, op: 'DELETE', fields: {}, clear: [] } };
      default:
        return { record: { key, value, timestampMs }, wish };
    }
  }

  async #put(collection: CollectionName): Promise<void> {
    const wishes = Array.from({ length: 1 + this.#random.below(20) }, () => this.#wish(collection));
    this.#objects += 1;
    await this.#quietMoment();
    const modifiedMs = await this.#outside.put(`${collection}/${this.#objects} +ü.ndjson`, wishes.map(print));
    await this.#quietMoment();
    wishes.forEach((wish, row) => this.#model.send(collection, modifiedMs, row, wish));
    this.#rows[collection] += wishes.length;
  }

  async #call(collection: CollectionName): Promise<void> {
    const wishes = Array.from({ length: 1 + this.#random.below(5) }, () => this.#wish(collection));
    await this.#alive();
    await this.#quietMoment();
    const begin = Date.now();
    await this.#ask((worker) =>
      worker.write(
        collection,
        wishes.map((wish) => JSON.parse(print(wish)) as Record<string, unknown>),
        'write',
      ),
    );
    await this.#quietMoment();
    wishes.forEach((wish, ordinal) => this.#model.send(collection, begin, ordinal, wish));
  }

  async #kill(): Promise<void> {
    await this.#worker?.kill();
  }

  async #startSecond(): Promise<void> {
    if (this.#second?.alive() === true) return;
    this.#second = await startWorker(this.#outside.project);
  }

  async #killSecond(): Promise<void> {
    await this.#second?.kill();
  }

  /** Whoever is asked and killed next is the other one. */
  #changePlaces(): Promise<void> {
    if (this.#second?.alive() === true) [this.#worker, this.#second] = [this.#second, this.#worker];
    return Promise.resolve();
  }

  /** Longer than its session and its lease, in the middle of whatever it does; the others go on. */
  async #sleep(): Promise<void> {
    const worker = await this.#alive();
    worker.signal('SIGSTOP');
    await this.#startSecond();
    await wait(500 + this.#random.below(3_500));
    worker.signal('SIGCONT');
  }

  async #dieAtStep(): Promise<void> {
    this.#killAt = { step: this.#random.of(steps), count: 1 + this.#random.below(3) };
    this.#story.push(`  at ${this.#killAt.step} ${this.#killAt.count}`);
    await this.#kill();
    await this.#alive();
  }

  async #restart(): Promise<void> {
    await (await this.#alive()).stop().catch(ignoreDeath);
  }

  async #replay(): Promise<void> {
    await this.#killSecond();
    await this.#ask((worker) => worker.forget());
    await this.#kill();
  }

  async #storeAway(): Promise<void> {
    await this.#ask((worker) => worker.storeAway(200 + this.#random.below(1_500)));
  }

  async #rebalance(collection: CollectionName): Promise<void> {
    const sources = await this.#ask((worker) => worker.sources(collection));
    const group = sources.find((source) => source.kind === 'topic')!.group!;
    await this.#outside.joinGroup(group, collection, this.#random.below(500));
  }

  async #grow(collection: CollectionName): Promise<void> {
    if (this.#partitions[collection] >= mostPartitions) return;
    this.#partitions[collection] += 2;
    await this.#outside.addPartitions(collection, this.#partitions[collection]);
  }

  async #caughtUp(worker: Worker, collection: CollectionName): Promise<readonly SourceStatus[]> {
    const wanted = [this.#records[collection], this.#rows[collection]];
    let sources: readonly SourceStatus[] = [];
    const end = Date.now() + 90_000;
    while (Date.now() < end) {
      sources = await worker.sources(collection);
      // What is behind of a bucket is known to the one server that reads it.
      const isDone = ({ kind, state }: SourceStatus): boolean =>
        state === 'WATCHING' || (kind === 'bucket' && this.#second?.alive() === true);
      if (sources.every((source, index) => source.counters.read >= wanted[index]! && isDone(source))) return sources;
      await wait(50);
    }
    throw new Error(`never caught up to ${wanted.join()}: ${JSON.stringify(sources)}`);
  }

  #wish(collection: CollectionName): Wish {
    const id = `k${this.#random.below(12)}`;
    const dice = this.#random.below(10);
    if (dice < 2) return { id, op: 'DELETE', fields: {}, clear: [] };
    const partial = collection === 'parts' && dice < 7;
    const named = fieldNames.filter(() => this.#random.below(2) === 0);
    const fields: Fields = Object.fromEntries(named.map((field) => [field, (this.#number += 1)]));
    const clear = partial ? fieldNames.filter((field) => !named.includes(field) && this.#random.below(5) === 0) : [];
    return { id, op: partial ? 'UPSERT' : 'REPSERT', fields, clear };
  }

  /** A time after all others. */
  #time(): number {
    this.#newest = Math.max(this.#newest + 1, Date.now());
    this.#taken.add(this.#newest);
    return this.#newest;
  }

  /** A time among those that have passed. */
  #lateTime(): number {
    let time = this.#newest - 1 - this.#random.below(5_000);
    while (this.#taken.has(time)) time -= 1;
    this.#taken.add(time);
    return time;
  }

  /** Until the clock is past every time given out, and past now: what comes has times of its own. */
  async #quietMoment(): Promise<void> {
    const from = this.#newest;
    while (Date.now() <= from + 1) await wait(1);
    const now = Date.now();
    for (let time = Math.max(from, now - 60_000); time <= now; time += 1) this.#taken.add(time);
    this.#newest = now;
  }
}

function print({ id, op, fields, clear }: Wish): string {
  return JSON.stringify({ _id: id, op, ...(clear.length === 0 ? {} : { clear }), ...fields });
}

function ignoreDeath(error: unknown): void {
  if (!(error instanceof WorkerDied)) throw error;
}
