import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Measure } from '../query-plan.ts';
import { listOf, textOf } from '../tree.ts';
import { outputOf, type Output, type Side } from './outputs.ts';
import { callNode, castNode, coalesceNode, integerNode } from './tree-nodes.ts';

/** A call that DuckDB finishes over partial groups. */
export interface Aggregate {
  readonly call: JsonObject;
  readonly output?: Output;
  /** Its field is a group then, and the call stays as it is. */
  readonly distinct: boolean;
  /** What is counted inside; empty when distinct. */
  readonly measures: readonly MeasureNeed[];
  /** What stands in the call's place, given the columns of the measures. `mayBeEmpty`: there may be no partial group at all. */
  readonly finish: (columns: readonly JsonObject[], mayBeEmpty: boolean) => JsonObject;
}

export type MeasureNeed = Pick<Measure, 'measure' | 'type'> & { readonly output?: Output };

const bigint: SqlType = { kind: 'bigint' };

/** What the names of calls with `readAggregate` are; every other aggregate is unknown here, and so is its statement. */
export const aggregateNames: ReadonlySet<string> = new Set(['count_star', 'count', 'sum', 'min', 'max', 'avg', 'mean']);

/** Reads a call of an aggregate, or says why it cannot be counted elsewhere. */
export function readAggregate(call: JsonObject, side: Side): Aggregate | { readonly why: string } {
  const name = textOf(call['function_name']);
  const orders = isJsonObject(call['order_bys']) ? listOf(call['order_bys']['orders']) : [];
  if (call['filter'] != null) return { why: `${name} has a FILTER` };
  if (orders.length > 0 || call['export_state'] === true || textOf(call['schema']) !== '') {
    return { why: `${name} is written with more than its argument` };
  }
  const [argument, ...others] = listOf(call['children']);
  if (name === 'count_star' || (name === 'count' && isNotNullConstant(argument) && call['distinct'] !== true)) {
    return others.length > 0 ? { why: `${name} has more than one argument` } : counting(call);
  }
  const output = outputOf(argument ?? null, side);
  if (output === undefined || others.length > 0) return { why: `${name} is about more than one field` };
  if (call['distinct'] === true) {
    if (name !== 'count') return { why: `${name}(DISTINCT …) is not counted there` };
    return { call, output, distinct: true, measures: [], finish: () => call };
  }
  if (output.unnested) return { why: `${name} is about an element of a list` };
  return aboutField(call, name, output);
}

function isNotNullConstant(node: unknown): boolean {
  return (
    isJsonObject(node) &&
    node['class'] === 'CONSTANT' &&
    isJsonObject(node['value']) &&
    node['value']['is_null'] === false
  );
}

function counting(call: JsonObject, output?: Output): Aggregate {
  return {
    call,
    ...(output === undefined ? {} : { output }),
    distinct: false,
    measures: [{ measure: 'count', type: bigint, ...(output === undefined ? {} : { output }) }],
    finish: ([counted], mayBeEmpty) => {
      const sum = castNode(callNode('sum', [counted!]), 'BIGINT');
      return mayBeEmpty ? coalesceNode(sum, integerNode(0)) : sum;
    },
  };
}

function aboutField(call: JsonObject, name: string, output: Output): Aggregate | { readonly why: string } {
  const about = { call, output, distinct: false };
  if (name === 'count') return counting(call, output);
  if (name === 'min' || name === 'max') {
    const measures = [{ measure: name, type: output.type, output }] as const;
    return { ...about, measures, finish: ([column]) => callNode(name, [column!]) };
  }
  const sum = sumType(output.type);
  if (sum === undefined) {
    return {
      why: `${name} of ${output.name}: DuckDB and Elasticsearch add ${output.type.kind} values in different orders`,
    };
  }
  const summed: MeasureNeed = { measure: 'sum', type: sum, output };
  if (name === 'sum') return { ...about, measures: [summed], finish: ([column]) => callNode('sum', [column!]) };
  if (sum.kind === 'decimal') return { why: `the average of ${output.name} is rounded differently there` };
  return { ...about, measures: [summed, { measure: 'count', type: bigint, output }], finish: average };
}

/** The type that DuckDB gives to a sum, when a sum does not depend on the order of the rows. */
function sumType(type: SqlType): SqlType | undefined {
  if (type.kind === 'integer' || type.kind === 'bigint' || type.kind === 'hugeint') return { kind: 'hugeint' };
  return type.kind === 'decimal' ? { ...type, width: 38 } : undefined;
}

/**
 * DuckDB divides the sum of whole numbers by their number as `long double`, then rounds once more, so `sum / n` has another last digit now and
 * then (from 2,048 values on). Its own average of a list of the sum and as many zeros as it takes does exactly that.
 */
function average([sum, count]: readonly JsonObject[]): JsonObject {
  const list = callNode('list_value', [castNode(callNode('sum', [sum!]), 'BIGINT')]);
  const size = castNode(callNode('sum', [count!]), 'BIGINT');
  return callNode('list_avg', [callNode('list_resize', [list, size, integerNode(0)])]);
}
