import type { Verdict } from '../../plan/abilities.ts';
import type { GroupKey, Measure } from '../../plan/query-plan.ts';
import type { AskedField } from './find-field.ts';
import { whyUnsearchable } from './leaf-verdict.ts';
import { whyInexact, whyUnsorted } from './order-verdict.ts';

const exact: Verdict = { kind: 'exact' };
const here = (why: string): Verdict => ({ kind: 'here', why });

/** Whether the index knows the groups of a field as DuckDB does. */
export function groupVerdict(
  field: AskedField | undefined,
  { unnested, cut }: Pick<GroupKey, 'unnested' | 'cut'>,
): Verdict {
  if (field === undefined) return here('the index has no such field');
  const { name, list, unique, indexed } = field;
  if (unnested && !list) return here(`${name} is no list`);
  if (unnested && !unique) return here(`${name} may hold an element twice, and an index keeps it once`);
  if (cut !== undefined && !unnested)
    return indexed.kind === 'date' && !list ? exact : here(`${name} is no time in the index`);
  const why = unnested ? (whyUnsearchable(field) ?? whyInexact(field)) : whyUnsorted(field);
  if (why !== undefined) return here(why);
  if (indexed.kind === 'date' && indexed.nanos) return here(`an index groups ${name} by milliseconds`);
  if (indexed.kind === 'whole' && indexed.unsigned) return here(`${name} has no sign`);
  return exact;
}

/** Whether the index computes a measure as DuckDB does. */
export function measureVerdict(
  field: AskedField | undefined,
  { measure, field: path }: Pick<Measure, 'measure' | 'field'>,
): Verdict {
  if (path === undefined) return measure === 'count' ? exact : here(`${measure} needs a field`);
  if (field === undefined) return here('the index has no such field');
  const { name, list, id, indexed, type } = field;
  if (measure === 'count' && id) return exact;
  if (list) return here(`${name} is a list`);
  if (id) return here('_id has no order in an index');
  if (measure === 'count') {
    const why = whyUnsearchable(field);
    return why === undefined ? exact : here(why);
  }
  const why = whyUnsorted(field);
  if (why !== undefined) return here(why);
  switch (indexed.kind) {
    case 'whole':
      return indexed.unsigned ? here(`${name} has no sign`) : exact;
    case 'floating':
    case 'scaled':
      return exact;
    case 'date':
      return type.kind === 'date' && measure !== 'sum'
        ? exact
        : here(`an index computes ${measure} of times in milliseconds`);
    case 'keyword':
    case 'text':
    case 'boolean':
    case 'object':
    case 'unindexed':
      return here(`an index has no ${measure} of ${name}`);
  }
}
