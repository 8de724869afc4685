import type { FastifyReply } from 'fastify';
import { assertNever } from '../../base/assert.ts';
import type { QueryResult } from '../../query/query-service.ts';
import type { WireForm } from '../../schema/wire-value.ts';
import { printCsvReply } from './csv.ts';
import { printJsonReply } from './json.ts';
import { printNdjsonReply } from './ndjson.ts';
import { mediaTypes, type RowFormat } from './row-format.ts';
import { sendText, type SendState } from './send-text.ts';

/** Streams the rows of a query in the wished format. NDJSON and CSV have no room for the query's id: it is in a header. */
export async function sendResult(
  reply: FastifyReply,
  result: QueryResult,
  format: RowFormat,
  form: WireForm,
): Promise<FastifyReply> {
  const state: SendState = { begun: false };
  void reply.type(mediaTypes[format]).header('rockpool-query-id', result.queryId);
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  return sendText(reply, pieces(result, format, form, state), state);
}

function pieces(result: QueryResult, format: RowFormat, form: WireForm, state: SendState): AsyncGenerator<string> {
  switch (format) {
    case 'json':
      return printJsonReply(result, form, state);
    case 'ndjson':
      return printNdjsonReply(result);
    case 'csv':
      return printCsvReply(result);
    default:
      return assertNever(format);
  }
}
