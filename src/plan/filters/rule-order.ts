import { alternatives } from './alternatives.ts';
import { booleanFields } from './boolean-fields.ts';
import { comparisons } from './comparisons.ts';
import { conjunctions } from './conjunctions.ts';
import { distinctFrom } from './distinct-from.ts';
import { givensAlone } from './givens-alone.ts';
import { lists } from './lists.ts';
import { membership } from './membership.ts';
import { nullTests } from './null-tests.ts';
import { ranges } from './ranges.ts';
import type { FilterRule } from './rule.ts';
import { texts } from './texts.ts';
import { truthTests } from './truth-tests.ts';

/**
 * The first rule that takes a condition decides. `conjunctions` stands before `givensAlone`, so that a part with chance in it does not spoil
 * its neighbours; `lists` before `texts`, since `contains` is about both; `alternatives` last, as it grows what it takes.
 */
export const filterRules: readonly FilterRule[] = [
  conjunctions,
  givensAlone,
  ranges,
  booleanFields,
  comparisons,
  distinctFrom,
  truthTests,
  membership,
  nullTests,
  lists,
  texts,
  alternatives,
];
