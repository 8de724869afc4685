import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { DateUnit } from '../query-plan.ts';
import { listOf, textOf } from '../tree.ts';
import { outputOf, type Output, type Side } from './outputs.ts';

/** How much of a value is needed: all of it, or a time cut to a unit. */
export type Cut = 'whole' | DateUnit;

const unitNames: ReadonlySet<string> = new Set(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']);

/** Functions of one time that are the same for all times of the unit. */
const partFunctions: Readonly<Record<string, DateUnit>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  dayofmonth: 'day',
  dayofweek: 'day',
  isodow: 'day',
  dayofyear: 'day',
  dayname: 'day',
  monthname: 'month',
  hour: 'hour',
  minute: 'minute',
};

/**
 * `CAST(t AS DATE)`, `date_trunc('month', t)`, `date_part('hour', t)`, `year(t)` of a field that is a time: what is needed of it. The cut time
 * gives the same value as the time itself, in UTC, which is every connection's time zone.
 */
export function cutOf(node: JsonObject, side: Side): { readonly output: Output; readonly cut: DateUnit } | undefined {
  const found = cutOfCast(node) ?? cutOfCall(node);
  if (found === undefined) return undefined;
  const output = outputOf(found.time, side);
  const isTime = output?.type.kind === 'timestamp' || output?.type.kind === 'timestamptz';
  return isTime ? { output, cut: found.cut } : undefined;
}

interface Found {
  readonly time: Json;
  readonly cut: DateUnit;
}

function cutOfCast(node: JsonObject): Found | undefined {
  const type = node['class'] === 'CAST' && isJsonObject(node['cast_type']) ? node['cast_type'] : {};
  return type['id'] === 'DATE' ? { time: node['child'] ?? null, cut: 'day' } : undefined;
}

function cutOfCall(node: JsonObject): Found | undefined {
  if (node['class'] !== 'FUNCTION' || textOf(node['schema']) !== '') return undefined;
  const name = textOf(node['function_name']);
  const [first, second, third] = listOf(node['children']);
  if (second === undefined) {
    const cut = partFunctions[name];
    return cut === undefined || first === undefined ? undefined : { time: first, cut };
  }
  const unit = textOfConstant(first).toLowerCase();
  if (third !== undefined) return undefined;
  if (/^(date_trunc|datetrunc)$/.test(name))
    return unitNames.has(unit) ? { time: second, cut: unit as DateUnit } : undefined;
  const cut = /^(date_part|datepart)$/.test(name) ? partFunctions[unit] : undefined;
  return cut === undefined ? undefined : { time: second, cut };
}

function textOfConstant(node: Json | undefined): string {
  const value = isJsonObject(node) && node['class'] === 'CONSTANT' && isJsonObject(node['value']) ? node['value'] : {};
  return textOf(value['value']);
}
