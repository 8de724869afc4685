import {
  beginningAfter,
  fingerprintOf,
  isSame,
  type Fingerprint,
  type HeldMessage,
  type KafkaPosition,
} from './kafka-position.ts';
import { PartitionQueue, type Slice } from './partition-queue.ts';
import type { OffsetRange, StartPlace } from './start-place.ts';

/** One answer of a broker, without aborted records and control records. */
export interface Fetched {
  /** The offset that was asked for. */
  readonly from: number;
  readonly messages: readonly HeldMessage[];
  /** The offset after all that was looked at. */
  readonly next: number;
}

/**
 * What is to be done after an answer: `kept` go on; `seek` ask for another offset next; `lost` it does not begin where it was asked to,
 * so something happened to the topic: the place has to be found anew.
 */
export type Reaction =
  { readonly kind: 'kept' } | { readonly kind: 'seek'; readonly offset: number } | { readonly kind: 'lost' };

/** What a person should know: `recreated` from which generation, or how many offsets retention took away unread. */
export type Incident =
  | { readonly kind: 'recreated'; readonly partition: number; readonly generation: number }
  | { readonly kind: 'expired'; readonly partition: number; readonly from: number; readonly to: number };

type Phase =
  /** Not ours, or its place is not known yet: answers are dropped. */
  | { readonly kind: 'idle' }
  /** The record with this fingerprint was asked for, to see whether the topic is still the same. */
  | { readonly kind: 'checking'; readonly what: 'last' | 'first'; readonly expected: number }
  | { readonly kind: 'reading'; readonly expected: number };

/**
 * The place of one partition, within one call of `follow`: what was fetched, what was handed out, and whether the topic is still the one
 * that was read before. Knows nothing of the network.
 */
export class PartitionReader {
  readonly partition: number;
  readonly queue = new PartitionQueue();
  readonly #report: (incident: Incident) => void;
  #phase: Phase = { kind: 'idle' };
  /** After all that is in the queue. */
  #head: KafkaPosition | undefined;
  /** After all that was handed out; at first the checkpoint. */
  #handed: KafkaPosition | undefined;
  /** A place that moved without a record, and is to be kept. */
  #owed = false;
  #low = 0;

  constructor(partition: number, checkpoint: KafkaPosition | undefined, report: (incident: Incident) => void) {
    this.partition = partition;
    this.#handed = checkpoint;
    this.#head = checkpoint;
    this.#report = report;
  }

  get hasPosition(): boolean {
    return this.#head !== undefined;
  }

  /** False while its place is looked for. */
  get isPlaced(): boolean {
    return this.#phase.kind !== 'idle';
  }

  /** Until it is placed, answers are dropped. */
  suspend(): void {
    this.#phase = { kind: 'idle' };
  }

  /** Another member reads it: what was not handed out will be read again when it comes back. */
  revoke(): void {
    this.suspend();
    this.queue.clear();
    // Of what was never handed out only the place where reading began is worth keeping.
    this.#owed &&= this.#head === this.#handed;
    this.#head = this.#handed;
  }

  /** Goes on where another member stopped; what is held is void. It is to be placed then. */
  moveTo(position: KafkaPosition): void {
    this.suspend();
    this.queue.clear();
    this.#head = position;
    this.#handed = position;
    this.#owed = false;
  }

  /** Begins where nothing was read before. It is to be placed then. */
  begin({ position, keep }: StartPlace): void {
    this.#head = position;
    this.#handed = position;
    this.#owed = keep;
  }

  /** The offset to ask for next, given what is there now. Needs a position. */
  place({ low, high }: OffsetRange): number {
    const head = this.#head!;
    this.#low = low;
    if (head.offset > high) return this.#startOver();
    if (head.last !== undefined && head.last.offset >= low) return this.#check('last', head.last);
    if (head.offset < low) {
      this.#report({ kind: 'expired', partition: this.partition, from: head.offset, to: low });
      this.#moveHead({ ...head, offset: low });
    }
    return this.#goOn();
  }

  /** The offset to ask for to see whether the topic is still the same; undefined when nothing was read that could tell. */
  recheck(): number | undefined {
    const last = this.#head?.last;
    return last === undefined || !this.isPlaced ? undefined : this.#check('last', last);
  }

  receive(fetched: Fetched): Reaction {
    if (this.#phase.kind === 'idle') return { kind: 'kept' };
    if (fetched.from !== this.#phase.expected) return { kind: 'lost' };
    return this.#phase.kind === 'checking' ? this.#compare(fetched, this.#phase.what) : this.#keep(fetched);
  }

  /** An answer that holds nothing visible: the place moves on. */
  receiveNothing(next: number): Reaction {
    if (this.#phase.kind === 'idle' || next <= this.#phase.expected) return { kind: 'kept' };
    return this.receive({ from: this.#phase.expected, messages: [], next });
  }

  /** The next records, or only a place that is to be kept; `from` is the place before them. */
  take(mostRecords: number, mostBytes: number): (Slice & { readonly from: KafkaPosition }) | undefined {
    const from = this.#handed;
    const slice = this.queue.take(mostRecords, mostBytes) ?? this.#owedPlace();
    if (slice === undefined) return undefined;
    this.#handed = slice.position;
    return { ...slice, from: from ?? slice.position };
  }

  #owedPlace(): Slice | undefined {
    if (!this.#owed) return undefined;
    this.#owed = false;
    return { messages: [], bytes: 0, position: this.#head! };
  }

  #keep({ messages, next }: Fetched): Reaction {
    const head = this.#head!;
    this.#phase = { kind: 'reading', expected: next };
    const fresh = messages.filter(({ offset }) => Number(offset) >= head.offset);
    if (fresh.length === 0) {
      if (next > head.offset) this.#moveHead({ ...head, offset: next });
      return { kind: 'kept' };
    }
    const last = fingerprintOf(fresh.at(-1)!);
    const first = head.first ?? fingerprintOf(fresh[0]!);
    this.#head = { ...head, offset: next, last, first };
    this.#owed = false;
    this.queue.push(fresh, this.#head);
    return { kind: 'kept' };
  }

  /** Moves over what holds no record for us. */
  #moveHead(position: KafkaPosition): void {
    this.#head = position;
    if (this.queue.generation === position.generation) this.queue.moveEnd(position);
    else this.#owed = true;
  }

  #compare(fetched: Fetched, what: 'last' | 'first'): Reaction {
    const head = this.#head!;
    const known = head[what]!;
    const there = fetched.messages.find(({ offset }) => Number(offset) >= known.offset);
    const found = there === undefined ? undefined : fingerprintOf(there);
    if (found?.offset === known.offset) {
      if (!isSame(found, known)) return { kind: 'seek', offset: this.#startOver() };
      if (what === 'last' && fetched.next >= head.offset) return this.#keep(fetched);
      return { kind: 'seek', offset: this.#goOn() };
    }
    // Compaction took the record away. Only another record at a known offset proves that the topic is another one.
    const { first } = head;
    if (what === 'last' && first !== undefined && first.offset >= this.#low && first.offset < known.offset)
      return { kind: 'seek', offset: this.#check('first', first) };
    return { kind: 'seek', offset: this.#goOn() };
  }

  #check(what: 'last' | 'first', { offset }: Fingerprint): number {
    this.#phase = { kind: 'checking', what, expected: offset };
    return offset;
  }

  #goOn(): number {
    const { offset } = this.#head!;
    this.#phase = { kind: 'reading', expected: offset };
    return offset;
  }

  #startOver(): number {
    const position = beginningAfter(this.#head!, this.#low);
    this.#report({ kind: 'recreated', partition: this.partition, generation: position.generation });
    this.#moveHead(position);
    return this.#goOn();
  }
}
