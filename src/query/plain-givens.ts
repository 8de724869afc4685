import { RockpoolError } from '../base/error.ts';
import type { Givens } from '../plan/query-plan.ts';
import type { Value } from '../schema/value.ts';

/** The values of givens that are all plain parameters; undefined when DuckDB must compute one. Throws ARGUMENT_MISSING. */
export function plainGivens({ parameters }: Givens, values: ReadonlyMap<string, Value>): readonly Value[] | undefined {
  const names = parameters.filter((name) => name !== undefined);
  return names.length < parameters.length ? undefined : names.map((name) => argumentOf(name, values));
}

function argumentOf(name: string, values: ReadonlyMap<string, Value>): Value {
  const value = values.get(name);
  if (value === undefined) throw new RockpoolError('ARGUMENT_MISSING', `The parameter "${name}" has no value.`);
  return value;
}
