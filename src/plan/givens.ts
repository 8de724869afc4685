import type { SqlType } from '../schema/sql-type.ts';
import type { BoundExpression } from './bound-expression.ts';
import { boundType, sameType, type BoundType } from './bound-type.ts';
import { childrenOf, hasColumns, typeOf } from './expression-parts.ts';
import { isLossless } from './filters/fields.ts';
import { givenFunctions, safeFunctions } from './given-functions.ts';
import { printExpression } from './print-expression.ts';
import type { Givens, Operand, TypedValue } from './query-plan.ts';

/** A declared parameter of the statement. */
export interface PlanParameter {
  readonly name: string;
  readonly type: SqlType;
}

/** The clock in a planned text, see LocalEngine. */
export const clockParameter = 'rp_now';

/** Collects what is computed before the scans; the same expression twice is one column. */
export interface GivenCollector {
  /** Undefined when an expression has columns, or cannot be said again as SQL, or has no type of ours. */
  operand(expression: BoundExpression): Operand | undefined;
  /** True exactly when computing the expression fails, which it may do where the statement itself would not; undefined when it never fails. */
  failure(expression: BoundExpression): Operand | undefined;
  /** The columns of these indices, in this order; undefined when there are none. */
  givens(indices: readonly number[]): Givens | undefined;
}

interface Column {
  readonly expression: BoundExpression;
  readonly type: SqlType;
  readonly parameter: string | undefined;
  /** The SQL of the column around that of the expression. */
  around(sql: string): string;
}

export function collectGivens(parameters: readonly PlanParameter[]): GivenCollector {
  const clock = { name: clockParameter, type: { kind: 'timestamptz' } } as const;
  const declared = new Map([...parameters, clock].map(({ name, type }) => [name, boundType(type)]));
  const indices = new Map<string, number>();
  const columns: Column[] = [];

  const add = (kind: string, column: Column): Operand | undefined => {
    const key = `${kind} ${keyOf(column.expression)}`;
    const index = indices.get(key) ?? columns.length;
    if (index === columns.length) {
      if (printGiven(column.expression, declared, []) === undefined) return undefined;
      indices.set(key, index);
      columns.push(column);
    }
    return { kind: 'given', type: column.type, index };
  };

  return {
    operand(expression) {
      const type = typeOf(expression);
      if (type.sql === undefined || hasColumns(expression)) return undefined;
      if (expression.kind === 'constant') return { kind: 'constant', type: type.sql, value: expression.value };
      const fails = mayFail(expression, declared);
      const isPlain =
        expression.kind === 'parameter' &&
        expression.name !== clockParameter &&
        sameType(type, declared.get(expression.name) ?? {});
      return add('value', {
        expression,
        type: type.sql,
        parameter: isPlain ? expression.name : undefined,
        around: (sql) => (fails ? `TRY(${sql})` : sql),
      });
    },
    failure(expression) {
      if (!mayFail(expression, declared)) return undefined;
      const around = (sql: string): string => `(TRY(${sql} IS NULL) IS NULL)`;
      return add('failure', { expression, type: { kind: 'boolean' }, parameter: undefined, around });
    },
    givens(wanted) {
      if (wanted.length === 0) return undefined;
      const constants: TypedValue[] = [];
      const chosen = wanted.map((index) => columns[index]!);
      const sql = chosen.map(({ expression, around }) => around(printGiven(expression, declared, constants)!));
      return {
        sql: `SELECT ${sql.join(', ')}`,
        constants,
        types: chosen.map(({ type }) => type),
        parameters: chosen.map(({ parameter }) => parameter),
      };
    },
  };
}

/** Adds the constants that it mentions. */
function printGiven(
  expression: BoundExpression,
  declared: ReadonlyMap<string, BoundType>,
  constants: TypedValue[],
): string | undefined {
  const bind = (constant: TypedValue, type: string): string => {
    constants.push(constant);
    return `CAST($rp_c${constants.length - 1} AS ${type})`;
  };
  const whole = (value: number, type: string): string => bind({ type: { kind: 'bigint' }, value: BigInt(value) }, type);
  return printExpression(expression, {
    column: () => undefined,
    parameter: ({ name, type }) => printParameter(name, type, declared.get(name)),
    constant: ({ type, value }) =>
      type.sql === undefined || type.text === undefined ? undefined : bind({ type: type.sql, value }, type.text),
    interval: ({ months, days, micros }) =>
      `(to_months(${whole(months, 'INTEGER')}) + to_days(${whole(days, 'INTEGER')}) + to_microseconds(${whole(micros, 'BIGINT')}))`,
    function: (call) => {
      if (!call.plain || !givenFunctions.has(call.name)) return undefined;
      // Macros must not stand in front of DuckDB's own.
      return call.isOperator ? call.name : `system.main."${call.name}"`;
    },
    cast: (child, { type, attempt }) =>
      type.text === undefined ? undefined : `${attempt ? 'TRY_CAST' : 'CAST'}(${child} AS ${type.text})`,
    other: () => undefined,
  });
}

/** As the statement has it, `CAST($x AS <declared>)`, then what DuckDB bound it to. */
function printParameter(name: string, type: BoundType, declared: BoundType | undefined): string | undefined {
  if (declared?.text === undefined || !/^\w+$/.test(name)) return undefined;
  const own = name === clockParameter ? 'now()' : `CAST($${name} AS ${declared.text})`;
  return type.text === undefined || sameType(type, declared) ? own : `CAST(${own} AS ${type.text})`;
}

/**
 * Whether it may fail for arguments that a statement is prepared for: a text that is no number, a month that does not exist. What only fails
 * beyond all bounds, as sums do, fails as the statement would.
 */
function mayFail(expression: BoundExpression, declared: ReadonlyMap<string, BoundType>): boolean {
  if (expression.kind === 'cast' && !expression.attempt && !alwaysCasts(typeOf(expression.child), expression.type))
    return true;
  if (expression.kind === 'parameter' && !alwaysCasts(declared.get(expression.name) ?? {}, expression.type))
    return true;
  if (expression.kind === 'call' && !safeFunctions.has(expression.name) && !isConstantCut(expression)) return true;
  return childrenOf(expression).some((child) => mayFail(child, declared));
}

/** `date_trunc('day', …)`: only an unknown unit fails. */
function isConstantCut({ name, arguments: [unit] }: BoundExpression & { readonly kind: 'call' }): boolean {
  return /^(date_trunc|datetrunc|date_diff|datediff|date_sub|datesub)$/.test(name) && unit?.kind === 'constant';
}

const numbers: ReadonlySet<string> = new Set(['integer', 'bigint', 'hugeint', 'double', 'decimal']);
const times: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz']);

function alwaysCasts(from: BoundType, to: BoundType): boolean {
  if (to.text === undefined || to.sql?.kind === 'varchar' || isLossless(from, to)) return true;
  // NaN and infinities are numbers of DOUBLE alone.
  if (from.sql?.kind === 'double') return to.sql?.kind === 'double';
  const isAmong = (kinds: ReadonlySet<string>): boolean =>
    from.sql !== undefined && to.sql !== undefined && kinds.has(from.sql.kind) && kinds.has(to.sql.kind);
  return isAmong(numbers) || isAmong(times);
}

/** Equal for equal expressions. */
function keyOf(expression: BoundExpression): string {
  return JSON.stringify(expression, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
