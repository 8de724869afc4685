import { apiPath, type Call, type HttpClient } from './http-client.ts';

/** What an executed query answers, at least. */
export interface QueryReplyBody {
  readonly results: readonly Readonly<Record<string, unknown>>[];
  /** Absent for `SELECT *`. */
  readonly column_fields?: readonly { readonly name: string; readonly type: string }[];
  readonly collections?: readonly string[];
  readonly query_id?: string;
  readonly query_lambda_path?: string;
  readonly stats?: { readonly elapsed_time_ms?: unknown };
  readonly data_age_ms?: unknown;
  readonly warnings?: readonly string[];
}

/** Body of an ad-hoc query; `parameters` is JSON text of Rockset's list, whose digits survive that way. */
export function queryCall(sql: string, parameters: string, options: Pick<Call, 'accept' | 'signal'> = {}): Call {
  return { method: 'POST', body: `{"sql":{"query":${JSON.stringify(sql)},"parameters":${parameters}}}`, ...options };
}

export const queriesPath = apiPath('queries');

/** The engine's plan as text. `argumentsJson` is the JSON text of an object. */
export async function explain(
  client: HttpClient,
  what: { readonly sql: string } | { readonly lambda: Readonly<Record<string, string>> },
  options: { readonly argumentsJson: string; readonly analyze: boolean },
): Promise<string> {
  const body = `{${JSON.stringify(what).slice(1, -1)},"arguments":${options.argumentsJson},"analyze":${options.analyze}}`;
  return (await client.json<{ readonly data: { readonly plan: string } }>(apiPath('explain'), { method: 'POST', body }))
    .data.plan;
}
