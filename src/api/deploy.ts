import { Type, type Static } from 'typebox';
import { argumentTypes } from './argument-types.ts';
import { basePath, type Contract } from './contract.ts';
import { anyJson, dataOf, named, nullable } from './schema-parts.ts';

const constraints = named('ParameterConstraints', {
  enum: Type.Optional(Type.Array(anyJson)),
  minimum: Type.Optional(anyJson),
  maximum: Type.Optional(anyJson),
  min_length: Type.Optional(Type.Integer({ minimum: 0 })),
  max_length: Type.Optional(Type.Integer({ minimum: 0 })),
  pattern: Type.Optional(Type.String()),
  nullable: Type.Optional(Type.Boolean()),
});

export const parameterDefinition = named('ParameterDefinition', {
  name: Type.String(),
  type: Type.Enum(argumentTypes),
  typeWord: Type.Optional(Type.String({ description: 'The type as the author wrote it, when it was an alias' })),
  default: Type.Optional(Type.String({ description: 'Canonical text: 5, true, a list as JSON. None: required' })),
  constraints: Type.Optional(constraints),
  description: Type.Optional(Type.String()),
  example: Type.Optional(anyJson),
});

const lambdaTest = named('LambdaTest', {
  name: Type.String(),
  fixtures: Type.Record(Type.String(), Type.Array(anyJson)),
  arguments: Type.Record(Type.String(), anyJson),
  expect: Type.Array(anyJson),
  now: Type.Optional(Type.String()),
});

/** What decides an answer: SQL, parameters, limits and cache, without the name, which the path may carry. */
const contentMembers = {
  sql: Type.String(),
  description: Type.Optional(Type.String()),
  parameters: Type.Array(parameterDefinition),
  limits: Type.Optional(
    Type.Object({
      timeoutMs: Type.Optional(Type.Integer({ minimum: 1 })),
      rows: Type.Optional(Type.Integer({ minimum: 1 })),
      scanRows: Type.Optional(Type.Integer({ minimum: 1 })),
      scanBytes: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
  ),
  cacheMaxAgeMs: Type.Optional(Type.Integer({ minimum: 0 })),
};
export const lambdaContent = named('LambdaContent', contentMembers);
export type LambdaContentBody = Static<typeof lambdaContent>;

/** A file of lambdas/, read: what `LambdaDefinition` of src/lambda says, as JSON. */
export const lambdaDefinition = named('LambdaDefinition', {
  workspace: Type.String(),
  name: Type.String(),
  ...contentMembers,
  tests: Type.Array(lambdaTest),
  file: Type.String({ description: 'Named in errors' }),
  sqlPlace: Type.Object({ file: Type.String(), line: Type.Integer(), column: Type.Integer() }),
});
export type LambdaDefinitionBody = Static<typeof lambdaDefinition>;

/** Types as the language writes them: `BIGINT`, `VARCHAR[]`. Null: known only when it is called. */
export const columnList = nullable(Type.Array(Type.Object({ name: Type.String(), type: Type.String() })));

export const deployItem = named('DeployItem', {
  workspace: Type.String(),
  name: Type.String(),
  version: Type.String(),
  outcome: Type.Enum(['created', 'unchanged', 'moved', 'deleted']),
  columns: columnList,
  scans: Type.Array(
    Type.Object({
      collection: Type.String(),
      verdict: Type.Enum(['keyed', 'counted', 'bounded', 'filtered', 'WHOLE']),
    }),
    { description: 'How much of its collections a new version reads for a call; empty on the embedded engine' },
  ),
});
export type DeployItemBody = Static<typeof deployItem>;

/** Deploys whole files: all or nothing; an error has every mistake under `problems`. */
export const deployContract = {
  method: 'POST',
  url: `${basePath}/deploy`,
  operationId: 'deploy',
  summary: 'Deploy lambda files: all of them, or none',
  tag: 'Lambdas',
  body: named('DeployRequest', {
    lambdas: Type.Array(lambdaDefinition),
    tag: Type.Optional(Type.String({ description: 'Also moves this tag; `latest` always moves' })),
    dry_run: Type.Optional(Type.Boolean({ description: 'Everything is checked, nothing is stored' })),
  }),
  reply: dataOf(Type.Array(deployItem)),
} as const satisfies Contract;
