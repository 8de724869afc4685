import { isMap } from './is-map.ts';
import type { Report } from './report.ts';

export type Members = Readonly<Record<string, unknown>>;

/** One of two that is filled needs the other. An empty text counts as absent. */
export function needEachOther(
  members: Members,
  [first, second]: readonly [string, string],
  path: readonly string[],
  report: Report,
): void {
  if (filled(members[first]) === filled(members[second])) return;
  const [there, absent] = filled(members[first]) ? [first, second] : [second, first];
  const how = Object.hasOwn(members, absent) ? ', which is empty' : '';
  report([...path, there], `needs "${absent}" beside it${how}.`);
}

/** Whether something stands there; a variable may leave an empty text. */
export const filled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The members of a set of keys; none of anything else. */
export const membersOf = (value: unknown): Members => (isMap(value) ? value : {});
