import { RockpoolError, type Place, type Problem } from '../base/error.ts';
import { didYouMean, suggest } from '../base/suggest.ts';
import type { Column, CompiledQuery } from '../query/query-engine.ts';
import type { QueryService } from '../query/query-service.ts';
import type { ArgumentType } from '../schema/argument-type.ts';
import { placeAt } from '../sql/location.ts';
import { findParameters } from '../sql/parameters.ts';
import { scanText } from '../sql/scan-text.ts';
import type { Statement } from '../sql/statement.ts';
import { lambdaStatement } from './lambda-statement.ts';
import type { LambdaContent, ParameterMode } from './lambda.ts';

export interface CheckedContent {
  readonly compiled: CompiledQuery;
  /** True when the statement has parameters that nobody declared: its columns depend on the call. */
  readonly untyped: boolean;
}

/** Compiles a lambda. Throws the compiler's errors; SQL_COLUMNS and CONFIG_INVALID with all problems for `declared` lambdas. */
export async function checkContent(
  content: LambdaContent,
  mode: ParameterMode,
  queries: QueryService,
): Promise<CheckedContent> {
  const statement = lambdaStatement(content);
  const declared = content.parameters.map((parameter) => parameter.name);
  const undeclared = statement.parameters.filter((name) => !declared.includes(name));
  if (mode === 'open')
    return { compiled: await compileOpen(content, statement, undeclared, queries), untyped: undeclared.length > 0 };

  const problems = parameterProblems(statement, declared, undeclared);
  if (problems.length > 0)
    throw new RockpoolError('CONFIG_INVALID', problems.map((one) => one.message).join('\n'), { problems });
  const compiled = await queries.compile(statement);
  const wrong = columnProblems(compiled.columns);
  if (wrong.length > 0)
    throw new RockpoolError('SQL_COLUMNS', wrong.map((one) => one.message).join('\n'), { problems: wrong });
  return { compiled, untyped: false };
}

/** A parameter that nobody declared counts as a text. Where that does not fit, one of these may; the call decides, the rest is checked now. */
const guesses: readonly ArgumentType[] = ['int', 'float', 'bool', 'timestamp', 'date', 'string[]'];

async function compileOpen(
  content: LambdaContent,
  statement: Statement,
  undeclared: readonly string[],
  queries: QueryService,
): Promise<CompiledQuery> {
  try {
    return await queries.compile(statement);
  } catch (error) {
    if (undeclared.length === 0 || !(error instanceof RockpoolError) || error.code !== 'SQL_BIND') throw error;
    for (const guess of guesses) {
      const types = new Map(undeclared.map((name) => [name, guess]));
      const compiled = await queries.compile(lambdaStatement(content, types)).catch(() => undefined);
      if (compiled !== undefined) return compiled;
    }
    throw error;
  }
}

function parameterProblems(
  statement: Statement,
  declared: readonly string[],
  undeclared: readonly string[],
): readonly Problem[] {
  const unused = declared.filter((name) => !statement.parameters.includes(name));
  return [
    ...undeclared.map((name): Problem => {
      const near = didYouMean(name, declared);
      const hint = near === '' ? 'Declare it under `parameters:`.' : near.trim();
      return {
        code: 'CONFIG_INVALID',
        message: `the parameter :${name} is not declared.`,
        hint,
        ...placeOfParameter(statement.text, name),
      };
    }),
    ...unused
      // A slip of the pen is one mistake, and named once.
      .filter((name) => !undeclared.some((other) => suggest(other, [name]) !== undefined))
      .map((name): Problem => ({
        code: 'CONFIG_INVALID',
        message: `the parameter "${name}" is declared, but the SQL does not use it.`,
        hint: `Write :${name} where it belongs, or remove it.`,
      })),
  ];
}

function columnProblems(columns: readonly Column[]): readonly Problem[] {
  const seen = new Set<string>();
  return columns.flatMap((column, index): readonly Problem[] => {
    const name = column.name.toLowerCase();
    const twice = seen.has(name);
    seen.add(name);
    const problem = (message: string, hint: string): readonly Problem[] => [{ code: 'SQL_COLUMNS', message, hint }];
    if (column.unsupported !== undefined)
      return problem(
        `the column ${JSON.stringify(column.name)} has a type that JSON cannot carry.`,
        column.unsupported,
      );
    if (column.rocksetName !== undefined)
      return problem(`column ${index + 1} of the result has no name.`, 'Give it one: … AS name.');
    return twice
      ? problem(
          `two columns of the result are called ${JSON.stringify(column.name)}.`,
          'Give one of them another name: … AS name.',
        )
      : [];
  });
}

function placeOfParameter(sql: string, name: string): Place {
  const use = findParameters(scanText(sql)).find((one) => one.name === name);
  return use === undefined ? {} : placeAt(sql, use.start);
}
