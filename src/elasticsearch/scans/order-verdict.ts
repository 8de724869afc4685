import type { Verdict } from '../../plan/abilities.ts';
import type { AskedField } from './find-field.ts';
import { whyUnsearchable } from './leaf-verdict.ts';
import { isRounded } from './number-bounds.ts';

/** Whether an index sorts by the field as DuckDB does: lists, rounded values and `_id` it cannot. */
export function orderVerdict(field: AskedField | undefined): Verdict {
  const why = field === undefined ? 'the index has no such field' : whyUnsorted(field);
  return why === undefined ? { kind: 'exact' } : { kind: 'here', why };
}

/** A sentence when the values in the index are not those of the documents, one for one. */
export function whyUnsorted(field: AskedField): string | undefined {
  const { name, list, id } = field;
  if (id) return '_id has no order in an index';
  if (list) return `${name} is a list`;
  return whyUnsearchable(field) ?? whyInexact(field);
}

/** A sentence when the index holds the values, or the elements of a list, rounded. */
export function whyInexact({ name, indexed, type }: AskedField): string | undefined {
  if (isRounded(type)) return `${name} has more digits than the doubles of the index`;
  if (indexed.kind === 'scaled' || (indexed.kind === 'floating' && indexed.bits !== 64))
    return `the numbers of ${name} are rounded in the index`;
  if (indexed.kind === 'date' && !indexed.nanos && type.kind !== 'date')
    return `the index keeps milliseconds of ${name}`;
  return undefined;
}
