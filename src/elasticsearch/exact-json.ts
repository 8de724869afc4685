import { errors, type Client, type TransportRequestParams } from '@elastic/elasticsearch';
import { parse as parseLossless } from 'lossless-json';
import { RockpoolError } from '../base/error.ts';

/** A number that a double may not hold, after the characters that can stand before one. Inside a text it costs time only. */
const lossyNumber = /[:,[]\s*-?(?:[0-9][0-9.]{15,}|[0-9.]+[eE])/;

/** JSON as it was read: numbers that a double may not hold are objects that print all their digits. */
export type ExactJson = unknown;

/** Parses JSON without losing digits. Throws SyntaxError. */
export function parseExact(text: string): ExactJson {
  return lossyNumber.test(text) ? parseLossless(text, undefined, keepLast) : JSON.parse(text);
}

const keepLast = { onDuplicateKey: ({ newValue }: { readonly newValue: unknown }): unknown => newValue };

/**
 * Sends one request, and parses the answer without losing digits. Throws what the client throws, and its ResponseError for an answer that
 * tells of an error.
 */
export async function requestExact(
  client: Client,
  params: TransportRequestParams,
  what: string,
  signal?: AbortSignal,
): Promise<ExactJson> {
  const answer = await client.transport.request<AsyncIterable<Buffer>>(params, {
    asStream: true,
    meta: true,
    ...(signal === undefined ? {} : { signal }),
  });
  const isError = answer.statusCode >= 400;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer.body) chunks.push(chunk);
  } catch (error) {
    throw new errors.ConnectionError(error instanceof Error ? error.message : String(error));
  }
  const text = Buffer.concat(chunks).toString('utf8');
  let body: unknown;
  try {
    body = parseExact(text);
  } catch (cause) {
    if (isError) body = text;
    else throw notJson(what, cause);
  }
  if (isError) throw new errors.ResponseError({ ...answer, body });
  return body;
}

function notJson(what: string, cause: unknown): RockpoolError {
  const message = `The Elasticsearch cluster cannot ${what}: its answer is no JSON, or was cut off.`;
  return new RockpoolError('STORE_FAILED', message, { cause });
}
