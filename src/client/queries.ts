import type { ReplyOf } from '../api/contract.ts';
import type { executeTagContract } from '../api/tags.ts';
import { apiPath, readData, type Call, type HttpClient } from './http-client.ts';

/** What an executed query answers. */
export type QueryReplyBody = ReplyOf<typeof executeTagContract>;

/**
 * An ad-hoc query; `parameters` is JSON text of Rockset's list, whose digits survive that way. `rowLimit` is the caller's wish, and cuts.
 */
export function queryCall(
  sql: string,
  parameters: string,
  options: { readonly accept?: string; readonly rowLimit?: number } = {},
): Call {
  const limit = options.rowLimit === undefined ? '' : `,"default_row_limit":${options.rowLimit}`;
  const body = `{"sql":{"query":${JSON.stringify(sql)},"parameters":${parameters}${limit}}}`;
  return { method: 'POST', body, ...(options.accept === undefined ? {} : { accept: options.accept }) };
}

export const queriesPath = apiPath('queries');

/** The engine's plan as text. `argumentsJson` is the JSON text of an object. */
export async function explain(
  client: HttpClient,
  what: { readonly sql: string } | { readonly lambda: Readonly<Record<string, string>> },
  options: { readonly argumentsJson: string; readonly analyze: boolean },
): Promise<string> {
  const body = `{${JSON.stringify(what).slice(1, -1)},"arguments":${options.argumentsJson},"analyze":${options.analyze}}`;
  return (await readData<{ readonly plan: string }>(client, apiPath('explain'), { method: 'POST', body })).plan;
}
