import { RockpoolError } from '../../../src/base/error.ts';
import { parseYaml } from '../../../src/config/yaml-document.ts';
import { parseLambda } from '../../../src/lambda/lambda-file.ts';
import type { LambdaContent, LambdaDefinition } from '../../../src/lambda/lambda.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { openStage, type Stage } from './stage.ts';

export const userFields: readonly Field[] = [
  { name: 'user_id', type: { kind: 'varchar' } },
  { name: 'age', type: { kind: 'bigint' } },
];

/** A lambda of commons, as its file defines it. */
export const define = (name: string, text: string): LambdaDefinition => {
  const result = parseYaml(`lambdas/${name}.yaml`, text);
  if (result.kind === 'problems') throw new Error(result.problems[0]!.message);
  const parsed = parseLambda(result.document, { workspace: 'commons', name, readSql: () => ({ problem: 'none' }) });
  if (parsed.kind === 'problems') throw new Error(parsed.problems[0]!.message);
  return parsed.definition;
};

export const usersOlder = `parameters:
  age: { type: int, default: 30, minimum: 0, description: Years, example: 40 }
sql: |
  SELECT user_id, age FROM users
  WHERE age > :age ORDER BY age
`;

/** A stage with three `users`: u-1 of 20 years, u-2 of 40, and u-3, who is older than a double can tell. */
export async function openUsers(): Promise<Stage> {
  const stage = await openStage();
  await stage.declare('users', userFields);
  await stage.documents.write(
    { workspace: 'commons', name: 'users' },
    {
      ids: ['a', 'b', 'c'],
      kinds: ['repsert', 'repsert', 'repsert'],
      versions: [1n, 1n, 1n],
      eventTimes: [1n, 1n, 1n],
      fields: userFields,
      columns: [
        ['u-1', 'u-2', 'u-3'],
        [20n, 40n, 9007199254740993n],
      ],
    },
  );
  return stage;
}

/** The lambda that most tests deploy. */
export const x = { workspace: 'commons', name: 'x' };

/** `CODE message` of the refusal. */
export const refusal = async (run: Promise<unknown>): Promise<string> => {
  const error = await run.catch((thrown: unknown) => thrown);
  return error instanceof RockpoolError ? `${error.code} ${error.message}` : `no refusal: ${String(error)}`;
};

/** The lambda x without parameters. */
export const content = (sql: string, more: Partial<LambdaContent> = {}): LambdaContent => ({
  ...x,
  sql,
  parameters: [],
  ...more,
});
