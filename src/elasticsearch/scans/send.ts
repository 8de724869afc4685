import { errors, type Client } from '@elastic/elasticsearch';
import type { JsonObject } from '../../base/json.ts';
import { setAddress, storeError } from '../errors.ts';
import { incomplete, parseAnswer, type Digits } from './answer.ts';

export interface SendOptions {
  readonly client: Client;
  readonly signal: AbortSignal;
  /** What is done, for errors; it ends "cannot …". */
  readonly what: string;
  readonly digits: Digits;
  /** A longer answer is not read to its end. */
  readonly mostBytes: number;
}

export interface Sent {
  readonly answer: unknown;
  readonly bytes: number;
}

/** Thrown when an answer is longer than it may be; nothing of it was parsed. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}

interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly querystring?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: JsonObject;
  /** Lines of newline-delimited JSON. */
  readonly bulkBody?: readonly JsonObject[];
}

const away = new Set([502, 503, 504]);
const mostAttempts = 3;

/**
 * One request that only reads. The text of the answer is read here, because the client's own JSON loses digits, and because a too long one
 * must not fill the memory. Throws what `storeError` makes, AnswerTooLong, or the signal's reason.
 */
export async function send(request: Request, options: SendOptions): Promise<Sent> {
  const { signal, what } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(request, options);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof AnswerTooLong) throw error;
      const status = error instanceof errors.ResponseError ? error.statusCode : undefined;
      if (status !== undefined && away.has(status) && attempt < mostAttempts) continue;
      throw storeError(what, error);
    }
  }
}

async function sendOnce(request: Request, { client, signal, digits, mostBytes, what }: SendOptions): Promise<Sent> {
  const { body: _, ...params } = request;
  const payload = request.body === undefined ? {} : { body: request.body as Record<string, unknown> };
  const result = await client.transport.request(
    { ...params, ...payload } as Parameters<Client['transport']['request']>[0],
    { asStream: true, meta: true, signal },
  );
  const { text, bytes } = await readText(result.body as AsyncIterable<Buffer | string>, mostBytes);
  const status = result.statusCode;
  if (status < 400) return { answer: parse(text, digits, what), bytes };
  const error = new errors.ResponseError({ ...result, body: parsedOrText(text) });
  const origin = result.meta.connection?.url.origin;
  if (origin !== undefined) setAddress(error, origin);
  throw error;
}

async function readText(
  body: AsyncIterable<Buffer | string>,
  mostBytes: number,
): Promise<{ text: string; bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += buffer.length;
    // Leaving the loop destroys the stream, and with it the connection: Elasticsearch stops too.
    if (bytes > mostBytes) throw new AnswerTooLong(`more than ${mostBytes} bytes`);
    chunks.push(buffer);
  }
  return { text: chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks, bytes).toString(), bytes };
}

function parse(text: string, digits: Digits, what: string): unknown {
  try {
    return parseAnswer(text, digits);
  } catch {
    throw incomplete(what, 'its answer is no JSON, or was cut off');
  }
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 300);
  }
}
