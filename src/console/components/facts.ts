import type { QueryReplyBody } from '../../client/queries.ts';
import { valueText } from '../state/exact-json.ts';
import { element } from './element.ts';

/** Rows, time and data age of a reply, as short facts in a row. */
export function replyFacts(reply: QueryReplyBody): readonly HTMLElement[] {
  const rows = reply.results?.length ?? 0;
  const version = reply.query_lambda_path?.split('::')[1];
  const age = reply.data_age_ms === undefined ? undefined : Number(valueText(reply.data_age_ms));
  return [
    fact('rows', rows.toLocaleString('en-US')),
    fact('answered in', `${valueText(reply.stats.elapsed_time_ms)} ms`),
    ...(age === undefined ? [] : [fact('data age', ageText(age), age < 10_000 ? 'fresh' : undefined)]),
    ...(version === undefined ? [] : [fact('version', version, 'code')]),
  ];
}

/** How old, for reading: `0.8 s`, `4 min`, `3 h`, `2 d`. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

function fact(name: string, value: string, kind?: string): HTMLElement {
  return element(
    'div',
    { class: kind === undefined ? 'fact' : `fact ${kind}` },
    element('dt', {}, name),
    element('dd', {}, value),
  );
}
