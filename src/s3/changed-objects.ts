import type { ObjectMarks } from '../ingest/connector.ts';
import type { ObjectPattern } from '../ingest/object-pattern.ts';
import type { ListedObject } from './list-objects.ts';
import { orderedTime } from './object-mark.ts';

/** An object that is to be read. `modifiedMs` orders its rows. */
export interface ChangedObject extends ListedObject {
  readonly captures: Readonly<Record<string, string>>;
}

/** Ten pages. More would make the order better and the memory larger. */
const mostHeld = 10_000;

interface Listing {
  readonly pages: AsyncIterable<readonly ListedObject[]>;
  readonly match: ObjectPattern;
  readonly marks: ObjectMarks;
  /** Told of each object that matches, whether it was read or not. */
  readonly matched: (object: ListedObject) => void;
}

/** Objects that match and are new or have another etag, at most 10,000 at once and of these the oldest change first. */
export async function* changedObjects({
  pages,
  match,
  marks,
  matched,
}: Listing): AsyncGenerator<readonly ChangedObject[]> {
  let held: ChangedObject[] = [];
  for await (const page of pages) {
    const found = page.flatMap((object) => {
      const captures = match(object.key);
      return captures === undefined ? [] : [{ ...object, captures }];
    });
    if (found.length === 0) continue;
    const read = await marks.etagsOf(found.map(({ key }) => key));
    for (const object of found) {
      matched(object);
      const modifiedMs = orderedTime(object, read.get(object.key));
      if (modifiedMs !== undefined) held.push({ ...object, modifiedMs });
    }
    if (held.length < mostHeld) continue;
    yield oldestFirst(held);
    held = [];
  }
  if (held.length > 0) yield oldestFirst(held);
}

function oldestFirst(objects: readonly ChangedObject[]): readonly ChangedObject[] {
  return objects.toSorted((a, b) => a.modifiedMs - b.modifiedMs || (a.key < b.key ? -1 : 1));
}
