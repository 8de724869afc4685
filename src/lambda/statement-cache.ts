import type { ArgumentType } from '../schema/argument-type.ts';
import type { Statement } from '../sql/statement.ts';
import { lambdaStatement } from './lambda-statement.ts';
import { versionRecordId, type StoredVersion } from './stored-version.ts';

/** Statements by version and the types of the call: the text is rewritten once. */
export interface StatementCache {
  of(version: StoredVersion, types: ReadonlyMap<string, ArgumentType>): Statement;
}

const maxStatements = 5000;

export function makeStatementCache(): StatementCache {
  const statements = new Map<string, Statement>();
  return {
    of(version, types) {
      const declared = new Set(version.parameters.map((parameter) => parameter.name));
      const callTypes = new Map([...types].filter(([name]) => !declared.has(name)));
      const key = `${versionRecordId(version, version.version)}|${typesText(callTypes)}`;
      const known = statements.get(key);
      if (known !== undefined) return known;
      if (statements.size >= maxStatements) statements.clear();
      const made = lambdaStatement(version, callTypes);
      statements.set(key, made);
      return made;
    },
  };
}

/** Equal for equal types of equal parameters. */
export const typesText = (types: ReadonlyMap<string, ArgumentType>): string =>
  [...types].map(([name, type]) => `${name}:${type}`).join(',');
