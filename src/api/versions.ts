import { Type, type Static } from 'typebox';
import { executeRequest, queryParameter } from './argument-body.ts';
import { basePath, type Contract } from './contract.ts';
import { columnList, lambdaContent, parameterDefinition } from './deploy.ts';
import { queryReply } from './query-reply.ts';
import { dataOf, named, nullable, optionalText, time, workspaceParam } from './schema-parts.ts';

export const lambdaUrl = `${basePath}/ws/:workspace/lambdas/:lambda`;
const lambdaParam = Type.String({ description: 'Lambda', examples: ['top_products_now'] });
export const lambdaParams = Type.Object({ workspace: workspaceParam, lambda: lambdaParam });
export const versionParams = Type.Object({
  workspace: workspaceParam,
  lambda: lambdaParam,
  version: Type.String({ description: 'Version id' }),
});
export const tagParams = Type.Object({
  workspace: workspaceParam,
  lambda: lambdaParam,
  tag: Type.String({ description: 'Tag', examples: ['latest'] }),
});

const text = nullable(Type.String());
const defaultParameter = named('DefaultParameter', { name: Type.String(), type: Type.String(), value: Type.String() });

export const lambdaVersion = named('QueryLambdaVersion', {
  workspace: Type.String(),
  name: Type.String(),
  version: Type.String({ description: 'Hash of the content' }),
  description: text,
  sql: Type.Object({ query: Type.String(), default_parameters: Type.Array(defaultParameter) }),
  collections: Type.Array(Type.String()),
  state: Type.Enum(['ACTIVE', 'INVALID_SQL']),
  stats: Type.Object({
    last_executed: nullable(time),
    last_executed_by: text,
    last_execution_error: nullable(time),
    last_execution_error_message: text,
  }),
  created_at: time,
  created_by: Type.String(),
  created_by_apikey_name: text,
  public_access_id: Type.Null(),
  parameters: Type.Array(parameterDefinition),
  open: Type.Boolean({ description: 'True: a call may carry parameters that nobody declared' }),
  columns: columnList,
  limits: Type.Optional(
    Type.Object({
      timeoutMs: Type.Optional(Type.Integer()),
      rows: Type.Optional(Type.Integer()),
      scanRows: Type.Optional(Type.Integer()),
      scanBytes: Type.Optional(Type.Integer()),
    }),
  ),
  cacheMaxAgeMs: Type.Optional(Type.Integer()),
});
export type LambdaVersionBody = Static<typeof lambdaVersion>;

/** SQL as Rockset's clients send it. */
export const lambdaSql = Type.Object({
  query: Type.String(),
  default_parameters: Type.Optional(nullable(Type.Array(queryParameter))),
});

export const listVersionsContract = {
  method: 'GET',
  url: `${lambdaUrl}/versions`,
  operationId: 'list_versions',
  summary: 'Versions of a lambda, newest first',
  tag: 'Lambdas',
  params: lambdaParams,
  reply: dataOf(Type.Array(lambdaVersion)),
} as const satisfies Contract;

/** Rockset's body has `sql`; ours has `definition`, which also knows constraints, limits and cache. One of the two must be there. */
export const createVersionContract = {
  method: 'POST',
  url: `${lambdaUrl}/versions`,
  operationId: 'create_version',
  summary: 'Add a version; the same content is the same version',
  tag: 'Lambdas',
  params: lambdaParams,
  query: Type.Object({ create: Type.Optional(Type.String({ description: '`true` makes an absent lambda' })) }),
  body: named('CreateVersionRequest', {
    sql: Type.Optional(lambdaSql),
    description: Type.Optional(Type.Unknown({ description: 'Text; old files may have other JSON' })),
    is_public: Type.Optional(nullable(Type.Boolean({ description: 'Ignored' }))),
    definition: Type.Optional(lambdaContent),
    tag: optionalText,
    dry_run: Type.Optional(Type.Boolean()),
  }),
  reply: dataOf(lambdaVersion),
} as const satisfies Contract;

export const getVersionContract = {
  method: 'GET',
  url: `${lambdaUrl}/versions/:version`,
  operationId: 'get_version',
  summary: 'Describe a version',
  tag: 'Lambdas',
  params: versionParams,
  reply: dataOf(lambdaVersion),
} as const satisfies Contract;

export const executeVersionContract = {
  method: 'POST',
  url: `${lambdaUrl}/versions/:version`,
  operationId: 'execute_version',
  summary: 'Execute a version',
  tag: 'Lambdas',
  params: versionParams,
  body: executeRequest,
  bodyOptional: true,
  reply: queryReply,
  rowFormats: true,
} as const satisfies Contract;

/** `version`, not `versions`: Rockset's path. */
export const deleteVersionContract = {
  method: 'DELETE',
  url: `${lambdaUrl}/version/:version`,
  operationId: 'delete_version',
  summary: 'Delete a version that no tag carries',
  tag: 'Lambdas',
  params: versionParams,
  reply: dataOf(lambdaVersion),
} as const satisfies Contract;
