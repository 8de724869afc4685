import type { Operand, Predicate } from '../query-plan.ts';

/** A predicate that is true at least where a condition is. `exact`: nowhere else. Without NOT, to weaken a part is to weaken the whole. */
export type Weak =
  | { readonly predicate: Predicate<Operand>; readonly exact: true }
  | { readonly predicate: Predicate<Operand>; readonly exact: false; readonly why: string };

export const everything: Weak = { predicate: { kind: 'everything' }, exact: true };
export const nothing: Weak = { predicate: { kind: 'nothing' }, exact: true };

/** A condition that cannot be asked; `why` is a sentence. */
export function unknown(why: string): Weak {
  return { predicate: { kind: 'everything' }, exact: false, why };
}

/** Unknown parts are dropped. */
export function allOf(parts: readonly Weak[]): Weak {
  if (parts.some(isNothing)) return nothing;
  const kept = flatten('and', parts).filter((predicate) => predicate.kind !== 'everything');
  return verdict(kept.length > 0 ? single('and', kept) : { kind: 'everything' }, parts);
}

/** One unknown part makes the whole unknown. */
export function anyOf(parts: readonly Weak[]): Weak {
  if (parts.some((part) => part.exact && part.predicate.kind === 'everything')) return everything;
  const kept = parts.filter((part) => !isNothing(part));
  if (kept.length === 0) return nothing;
  const predicates = flatten('or', kept);
  const dropped = predicates.some((predicate) => predicate.kind === 'everything');
  return verdict(dropped ? { kind: 'everything' } : single('or', predicates), kept);
}

function isNothing(part: Weak): boolean {
  return part.predicate.kind === 'nothing';
}

function flatten(kind: 'and' | 'or', parts: readonly Weak[]): readonly Predicate<Operand>[] {
  return parts.flatMap(({ predicate }) => (predicate.kind === kind ? predicate.parts : [predicate]));
}

function single(kind: 'and' | 'or', parts: readonly Predicate<Operand>[]): Predicate<Operand> {
  const distinct = [...new Map(parts.map((part) => [keyOf(part), part])).values()];
  return distinct.length === 1 ? distinct[0]! : { kind, parts: distinct };
}

function verdict(predicate: Predicate<Operand>, parts: readonly Weak[]): Weak {
  const inexact = parts.find((part) => !part.exact);
  return inexact === undefined ? { predicate, exact: true } : { predicate, exact: false, why: inexact.why };
}

/** Equal for equal predicates. */
function keyOf(predicate: Predicate<Operand>): string {
  return JSON.stringify(predicate, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
