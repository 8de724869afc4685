import type { ApiKey, Wish } from '../access/api-key.ts';
import type { App } from '../app/app.ts';
import { defaultWorkspace, type QualifiedName } from '../base/name.ts';
import { bindArguments, typeOfCall } from '../lambda/bind-arguments.ts';
import type { Parameter } from '../lambda/lambda.ts';
import type { Json } from '../base/json.ts';
import type { QueryRequest } from '../query/query-service.ts';
import { argumentSqlType, type ArgumentType } from '../schema/argument-type.ts';
import { printType } from '../schema/print-type.ts';
import { makeStatement } from '../sql/make-statement.ts';
import type { Statement } from '../sql/statement.ts';
import type { CallArguments } from './call-arguments.ts';

/** SQL with its arguments, ready to run. `parameters` are those that somebody declared; the others take their types from the call. */
export function bindStatement(
  sql: string,
  given: CallArguments,
  declared: { readonly parameters: readonly Parameter[]; readonly fixedArguments?: Readonly<Record<string, Json>> } = {
    parameters: [],
  },
): Pick<QueryRequest, 'statement' | 'values'> {
  const used = makeStatement(sql, new Map()).parameters;
  const { values, types } = bindArguments({ ...declared, used, ...given });
  return { statement: makeStatement(sql, sqlTypes(types)), values };
}

/** SQL for a check: what nobody gave a value is a text. */
export function typeStatement(sql: string, given: CallArguments): Statement {
  const used = makeStatement(sql, new Map()).parameters;
  return makeStatement(sql, sqlTypes(new Map(used.map((name) => [name, typeOfCall(name, given.arguments.get(name))]))));
}

const sqlTypes = (types: ReadonlyMap<string, ArgumentType>): ReadonlyMap<string, string> =>
  new Map([...types].map(([name, type]) => [name, printType(argumentSqlType(type))]));

/**
 * Refuses a key that may not read, before anything is compiled, since messages name columns; then, called with what the statement reads,
 * one that may not read these workspaces. Throws ACCESS_DENIED.
 */
export function authorizeReading(app: App, key: ApiKey): (collections: readonly QualifiedName[]) => void {
  const wish = (workspace: string): Wish => ({ action: 'read', workspace });
  const own = key.scope.workspaces?.[0] ?? defaultWorkspace;
  app.keys.authorize(key, wish(own));
  return (collections) => {
    const others = new Set(collections.map(({ workspace }) => workspace));
    others.delete(own);
    others.forEach((workspace) => app.keys.authorize(key, wish(workspace)));
  };
}
