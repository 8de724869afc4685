import type { Leaf, Predicate, TypedValue } from '../../plan/query-plan.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { allOf, anyOf, everything, nothing, unknown, type Asked } from './asked.ts';
import { isOrder, type OrderComparison } from './bound.ts';
import { findField } from './find-field.ts';
import { leafVerdict } from './leaf-verdict.ts';
import { translateLeaf, translateOrders } from './translate-leaf.ts';

/** Far below `max_clause_count`, which depends on the memory of the cluster and is 1,024 at least. */
const mostClauses = 900;

type Compare = Extract<Leaf<TypedValue>, { readonly kind: 'compare' }>;

/** The documents of a collection that a predicate needs, as a query. Tombstones and expired documents are not looked at. */
export function translateFilter(index: CollectionIndex, predicate: Predicate<TypedValue>): Asked {
  const found = translate(index, predicate);
  if (clausesOf(found.query) <= mostClauses) return found;
  // Fewer conditions bring more documents. Those of an AND may go one by one.
  if (predicate.kind !== 'and') return unknown;
  const parts = predicate.parts.map((part) => translate(index, part));
  const kept = parts.filter((part) => clausesOf(part.query) <= mostClauses / parts.length);
  return { ...allOf(kept), exact: false };
}

function translate(index: CollectionIndex, predicate: Predicate<TypedValue>): Asked {
  switch (predicate.kind) {
    case 'everything':
      return everything;
    case 'nothing':
      return nothing;
    case 'given':
      return predicate.operand.value === true ? everything : nothing;
    case 'and':
      return allOf(conjuncts(index, predicate.parts));
    case 'or':
      return anyOf(predicate.parts.map((part) => translate(index, part)));
    case 'compare':
    case 'in':
    case 'text':
    case 'holds':
    case 'presence':
      return translateLeaf(findField(index, predicate.field), predicate);
  }
}

/** The parts of an AND; a lower and an upper limit of one field become one range. */
function conjuncts(index: CollectionIndex, parts: readonly Predicate<TypedValue>[]): readonly Asked[] {
  const orders = new Map<string, Compare[]>();
  for (const part of parts) {
    if (part.kind !== 'compare' || !isOrder(part.comparison)) continue;
    const key = JSON.stringify(part.field);
    orders.set(key, [...(orders.get(key) ?? []), part]);
  }
  return parts.flatMap((part) => {
    if (part.kind !== 'compare' || !isOrder(part.comparison)) return [translate(index, part)];
    const together = orders.get(JSON.stringify(part.field))!;
    if (together.length === 1) return [translate(index, part)];
    return together[0] === part ? [translateTogether(index, together)] : [];
  });
}

function translateTogether(index: CollectionIndex, leaves: readonly Compare[]): Asked {
  const field = findField(index, leaves[0]!.field);
  const verdicts = leaves.map((leaf) => leafVerdict(field, leaf).kind);
  if (field === undefined || verdicts.includes('here')) return allOf(leaves.map((leaf) => translateLeaf(field, leaf)));
  const found = translateOrders(
    field,
    leaves.map(({ comparison, operand }) => ({ comparison: comparison as OrderComparison, operand })),
  );
  return verdicts.includes('superset') ? { ...found, exact: false } : found;
}

const compound = new Set(['filter', 'should', 'must_not']);

/** Clauses as Lucene counts them: all that are no combinations. A `terms` is one. */
function clausesOf(query: Asked['query']): number {
  const { bool } = query as { readonly bool?: Readonly<Record<string, readonly Asked['query'][]>> };
  if (bool === undefined) return 1;
  const parts = Object.entries(bool).flatMap(([name, queries]) => (compound.has(name) ? queries : []));
  return parts.reduce((sum, part) => sum + clausesOf(part), 0);
}
