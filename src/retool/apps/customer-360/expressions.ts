import { customerAnswers, shopAnswer, type Answer } from './answers.ts';

// JavaScript without braces, as it stands inside `{{ }}`. It reads `q.data` and `q.error`, never `q` alone: Retool follows what an expression
// reads by its path.

/** The rows of a customer's answer. None while nobody is chosen or the query fails: Retool keeps the data of the last run that went well. */
export const rowsOf = (query: string): string => `((customer.value && !${query}.error && ${query}.data?.results) || [])`;

/** A value of the only row, null when there is none. */
export const valueOf = (query: string, column: string): string => `${rowsOf(query)}[0]?.${column} ?? null`;

/** Who can be picked: who was found, and who is shown, so that an id that was typed has a name. */
export const choices = `((found, own) => found.concat(own
  .filter((one) => !found.some((other) => other.user_id === one.user_id))
  .map((one) => ({ user_id: one.user_id, label: one.first_name + ' ' + one.last_name + ' · ' + one.email }))
))(searchCustomers.data?.results ?? [], profile.data?.results ?? [])`;

/** True while the profile is still that of the customer before. */
const isStale = `!profile.error && profile.data?.results?.length > 0 && profile.data.results[0].user_id !== customer.value`;

/** A live screen asks again every second, and should not flicker. */
const isFetching = `!live.value && (${customerAnswers.map(({ id }) => `${id}.isFetching`).join(' || ')})`;

export const isLoading = `customer.value && ((${isStale}) || (${isFetching}))`;

export const isMissing = `customer.value && !profile.error && (live.value || !profile.isFetching) && profile.data?.results?.length === 0`;

/** Nobody is chosen, or nobody who exists, or what is there belongs to somebody else. */
export const nobody = `!customer.value || (${isMissing}) || (${isStale})`;

/** Milliseconds since the newest of what was read; `Infinity` when nothing was. */
export const dataAge = `Math.min(...[${customerAnswers
  .map(({ id }) => `customer.value && !${id}.error ? ${id}.data?.data_age_ms : null`)
  .join(', ')}].filter(Number.isFinite))`;

const shown = [...customerAnswers, shopAnswer];

export const anyFailed = ['searchCustomers', ...shown.map(({ id }) => id)].map((id) => `${id}.error`).join(' || ');

/** Markdown: which answers are missing and why; equal reasons once. */
export const failures = (answers: readonly Answer[]): string => `(() => {
  const reasonOf = (error) => {
    let body = error;
    if (typeof body === 'string' && body.trim().startsWith('{')) {
      try { body = JSON.parse(body); } catch { return error; }
    }
    if (typeof body !== 'object') body = { message: String(body) };
    if (body.data?.message) body = body.data;
    const message = body.message ?? JSON.stringify(body);
    const unreachable = /ECONN|ENOTFOUND|EAI_AGAIN|fetch failed|socket|network|timed? ?out/i.test(message);
    const hint = body.hint ?? (unreachable ? 'Is Rockpool running, and may Retool reach it?' : '');
    return [message, hint].filter(Boolean).join(' ');
  };
  const failed = [
    ${answers.map(({ id, title }) => `{ title: '${title}', error: ${id}.error }`).join(',\n    ')}
  ].filter((one) => one.error).map((one) => ({ title: one.title, reason: reasonOf(one.error) }));
  return [...new Set(failed.map((one) => one.reason))]
    .map((reason) => '**Not available: ' + failed.filter((one) => one.reason === reason).map((one) => one.title).join(', ') + '.** ' + reason)
    .join('\\n\\n');
})()`;

/** One row per answer: where it comes from and how fresh it is. */
export const provenance = (answers: readonly Answer[]): string => `[
  ${answers.map(({ id, title }) => `{ answer: '${title}', error: ${id}.error, reply: ${id}.data }`).join(',\n  ')}
].map((one) => ({
  answer: one.answer,
  version: one.error ? null : one.reply?.query_lambda_path ?? null,
  age_seconds: Number.isFinite(one.reply?.data_age_ms) && !one.error ? one.reply.data_age_ms / 1000 : null,
  took_ms: one.error ? null : one.reply?.stats?.elapsed_time_ms ?? null,
  state: one.error ? 'failed' : one.reply ? 'ok' : 'not asked yet',
}))`;
