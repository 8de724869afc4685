import { argumentSqlType, type ArgumentType } from '../schema/argument-type.ts';
import { printType } from '../schema/print-type.ts';
import { makeStatement } from '../sql/make-statement.ts';
import type { Statement } from '../sql/statement.ts';
import type { LambdaContent } from './lambda.ts';

/** The statement of a lambda with its declared types, and those of the call for what is not declared. */
export function lambdaStatement(
  content: Pick<LambdaContent, 'sql' | 'parameters'>,
  callTypes: ReadonlyMap<string, ArgumentType> = new Map(),
): Statement {
  const types = new Map<string, string>();
  for (const [name, type] of callTypes) types.set(name, printType(argumentSqlType(type)));
  for (const { name, type } of content.parameters) types.set(name, printType(argumentSqlType(type)));
  return makeStatement(content.sql, types);
}
