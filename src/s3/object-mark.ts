import type { ListedObject } from './list-objects.ts';

/**
 * What is kept of an object that was read: `<etag>@<milliseconds since 1970>`, the time being the one its rows were ordered by. The time
 * that S3 gives cannot order two contents of a key: it has whole seconds, and that of a multipart upload is when the upload began.
 */
export function printMark(etag: string, modifiedMs: number): string {
  return `${etag}@${modifiedMs}`;
}

/** The time by which the rows of an object are ordered: later than those of the content that was read before; undefined when this one was. */
export function orderedTime(object: ListedObject, mark: string | undefined): number | undefined {
  if (mark === undefined) return object.modifiedMs;
  const [, etag, readMs] = /^(.*)@(\d+)$/s.exec(mark) ?? [];
  if (etag === object.etag) return undefined;
  // A second is room for a thousand million rows.
  return Math.max(object.modifiedMs, readMs === undefined ? 0 : Number(readMs) + 1_000);
}
