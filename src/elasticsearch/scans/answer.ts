import { LosslessNumber, parse as parseLossless } from 'lossless-json';
import { RockpoolError } from '../../base/error.ts';
import { itemMeaning } from '../errors.ts';

/** A document as a search brings it. */
export interface Hit {
  /** Absent where nobody reads it. */
  readonly _id?: string;
  readonly _source?: Readonly<Record<string, unknown>>;
  /** Fields with a value that is not indexed. */
  readonly _ignored?: readonly string[];
  readonly fields?: Readonly<Record<string, readonly unknown[]>>;
  readonly sort?: readonly unknown[];
}

export interface Aggregation {
  readonly [name: string]: unknown;
}

/** What is read of an answer to a search; `answerParts` asks for no more. */
export interface Answer {
  readonly pit_id?: string;
  readonly timed_out?: boolean;
  readonly terminated_early?: boolean;
  /** Numbers may be LosslessNumber. */
  readonly _shards?: { readonly total: unknown; readonly failed: unknown; readonly failures?: readonly unknown[] };
  readonly hits?: {
    readonly total?: { readonly value: number; readonly relation: string };
    readonly hits?: readonly Hit[];
  };
  readonly aggregations?: Readonly<Record<string, Aggregation>>;
  readonly status?: unknown;
  readonly error?: unknown;
}

/** Which digits of numbers matter: none beyond a double's, those of whole numbers, or all with their zeros, as JSON texts keep them. */
export type Digits = 'double' | 'whole' | 'decimal' | 'text';

const lossy = {
  whole: /[:,[]\s*-?(?:[0-9]{16,}|[0-9.]+[eE])/,
  decimal: /[:,[]\s*-?(?:[0-9][0-9.]{15,}|[0-9.]+[eE])/,
} as const;

/** Parses an answer. Numbers that would lose digits that matter come as LosslessNumber. Throws SyntaxError. */
export function parseAnswer(text: string, digits: Digits): unknown {
  if (digits === 'double') return JSON.parse(text);
  if (digits === 'text') return parseLossless(text);
  return lossy[digits].test(text) ? parseLossless(text, undefined, { parseNumber }) : JSON.parse(text);
}

const parseNumber = (text: string): unknown =>
  text.length < 16 && !/[eE]/.test(text) ? Number(text) : new LosslessNumber(text);

/**
 * Throws STORE_FAILED, STORE_UNAVAILABLE or STORE_TIMEOUT unless the answer is whole: every shard, in time. `what` ends "cannot …".
 */
export function assertComplete(answer: Answer | undefined, what: string): asserts answer is Answer {
  if (answer === undefined) throw incomplete(what, 'an answer is missing');
  if (answer.error !== undefined) throw refusal(answer.status, answer.error, what);
  const { _shards: shards } = answer;
  if (shards === undefined) throw incomplete(what, 'the answer says nothing of its shards');
  if (Number(shards.failed) > 0) {
    const [failure] = (shards.failures ?? []) as readonly { readonly reason?: unknown; readonly status?: unknown }[];
    if (failure !== undefined) throw refusal(failure.status, failure.reason, what);
    throw incomplete(what, `${Number(shards.failed)} of ${Number(shards.total)} shards failed`);
  }
  if (Number(shards.total) === 0) throw incomplete(what, 'there is no such index');
  if (answer.timed_out !== false) {
    throw new RockpoolError('STORE_TIMEOUT', `The Elasticsearch cluster cannot ${what}: the search ran out of time.`);
  }
  if (answer.terminated_early === true) throw incomplete(what, 'the search ended early');
}

function refusal(status: unknown, error: unknown, what: string): RockpoolError {
  const { code, why, hint } = itemMeaning(status === undefined ? undefined : Number(status), error);
  return new RockpoolError(code, `The Elasticsearch cluster cannot ${what}: ${why}.`, { hint });
}

export function incomplete(what: string, why: string): RockpoolError {
  return new RockpoolError('STORE_FAILED', `The Elasticsearch cluster cannot ${what}: ${why}.`);
}
