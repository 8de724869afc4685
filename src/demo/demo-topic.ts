/** One record on its way to a topic. */
export interface TopicLine {
  /** The customer whom it is about: what one customer does keeps its order. Null for a line that is about nobody. */
  readonly user: string | null;
  /** JSON without a line end; now and then something that is no JSON. */
  readonly text: string;
}

/** What earlier runs of the demo have left in a topic, by the numbers in its `_id`s (`a-17` is 17). */
export interface Written {
  /** Of the history, everything up to this number is there; 0 in an empty topic. */
  readonly complete: number;
  /** No number above this one was given away. */
  readonly highest: number;
}

/** Where the generator sends the lines of one topic. */
export interface DemoTopic {
  /** Throws what the outside says while it is away. */
  written(): Promise<Written>;
  /**
   * Resolves when the lines are kept, in their order for each customer. Throws what the outside says; the same lines may be appended again
   * then, and some may be there twice.
   */
  append(lines: readonly TopicLine[]): Promise<void>;
}

/** Both topics, and whatever else the demo needs outside before its collections can be read. */
export interface DemoTarget {
  readonly activity: DemoTopic;
  readonly purchases: DemoTopic;
  /** Makes topics, buckets and objects that are missing; what is there already stays. Throws what the outside says while it is away. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

const numberedLine = /^\{"_id":"[ab]-(\d{1,15})"/;

/** The number in the `_id` of a line; undefined when it has none: a broken line, or somebody else's. */
export function numberOf(line: string): number | undefined {
  const match = numberedLine.exec(line);
  return match === null ? undefined : Number(match[1]);
}
