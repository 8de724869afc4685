import { printAge, reasonOf } from '../reply-words.ts';
import { allAnswers, customerAnswers, type Answer } from './answers.ts';

// JavaScript without braces, as it stands inside `{{ }}`. It reads `q.data` and `q.error`, never `q` alone: Retool follows what an expression
// reads by its path.

/** It runs, maybe for another customer than the last answer was for. A live screen asks again every second, and should not flicker. */
const isAsking = (query: string): string => `(${query}.isFetching && !live.value)`;

/**
 * The rows of a customer's answer. None while nobody is chosen, while the query is asking, and after it has failed: it is not documented what
 * `q.data` is then.
 */
export const rowsOf = (query: string): string =>
  `((customer.value && !${query}.error && !${isAsking(query)} && ${query}.data?.results) || [])`;

/** A value of the only row, null when there is none. */
export const valueOf = (query: string, column: string): string => `${rowsOf(query)}[0]?.${column} ?? null`;

/** What is said instead of rows: that there are none only when that was the answer. Nothing is asked before there is a key. */
export const emptyMessage = (query: string, none: string): string =>
  `${query}.error ? 'Not available at the moment.' : ${query}.isFetching && !(live.value && ${query}.data) ? 'Loading …' : ${query}.data ? ${JSON.stringify(none)} : 'Nothing to show yet.'`;

/** Who can be picked: who was found, and who is shown, so that an id that was typed has a name. */
export const choices = `((found, own) => found.concat(own
  .filter((one) => !found.some((other) => other.user_id === one.user_id))
  .map((one) => ({ user_id: one.user_id, label: one.first_name + ' ' + one.last_name + ' · ' + one.email }))
))(searchCustomers.data?.results ?? [], profile.data?.results ?? [])`;

/** True while the profile is still that of the customer before. */
const isStale = `!profile.error && profile.data?.results?.length > 0 && profile.data.results[0].user_id !== customer.value`;

export const isLoading = `customer.value && ((${isStale}) || ${customerAnswers.map(({ id }) => isAsking(id)).join(' || ')})`;

export const isMissing = `customer.value && !profile.error && (live.value || !profile.isFetching) && profile.data?.results?.length === 0`;

/** Nobody is chosen, or nobody who exists, or what is there belongs to somebody else. */
export const nobody = `!customer.value || (${isMissing}) || (${isStale})`;

/** Milliseconds since the newest of what was read of the customer; `Infinity` when nothing was. */
const newest = `Math.min(...[${customerAnswers.map(({ id }) => `${id}.error ? null : ${id}.data?.data_age_ms`).join(', ')}].filter(Number.isFinite))`;

export const hasNoAge = `${nobody} || !Number.isFinite(${newest})`;
export const dataAge = `${printAge}(${newest})`;

/** A failure of the customer before is none any more when nobody is chosen. */
const errorOf = (answer: Answer): string =>
  customerAnswers.includes(answer) ? `(customer.value ? ${answer.id}.error : null)` : `${answer.id}.error`;

export const anyFailed = allAnswers.map(errorOf).join(' || ');

/** Markdown: which answers are missing and why; equal reasons once. */
export const failures = (answers: readonly Answer[]): string => `(() => {
  const reasonOf = ${reasonOf};
  const failed = [
    ${answers.map((answer) => `{ title: '${answer.title}', error: ${errorOf(answer)} }`).join(',\n    ')}
  ].filter((one) => one.error).map((one) => ({ title: one.title, reason: reasonOf(one.error) }));
  return [...new Set(failed.map((one) => one.reason))]
    .map((reason) => '**Not available: ' + failed.filter((one) => one.reason === reason).map((one) => one.title).join(', ') + '.** ' + reason)
    .join('\\n\\n');
})()`;

/** One row per answer: where it comes from and how fresh it is. */
export const provenance = (answers: readonly Answer[]): string => `[
  ${answers.map(({ id, title }) => `{ answer: '${title}', error: ${id}.error, isFetching: ${id}.isFetching, reply: ${id}.data }`).join(',\n  ')}
].map((one) => ({
  answer: one.answer,
  version: one.error ? null : one.reply?.query_lambda_path ?? null,
  age: Number.isFinite(one.reply?.data_age_ms) && !one.error ? ${printAge}(one.reply.data_age_ms) : null,
  took_ms: one.error ? null : one.reply?.stats?.elapsed_time_ms ?? null,
  state: one.error ? 'failed' : one.reply ? 'ok' : one.isFetching ? 'loading' : 'not asked',
}))`;
