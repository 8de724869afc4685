import { Type, type Static } from 'typebox';
import { basePath, type Contract } from './contract.ts';
import { dataOf, named, nullable, time, workspaceParams } from './schema-parts.ts';
import { lambdaParams, lambdaSql, lambdaUrl, lambdaVersion } from './versions.ts';

export const queryLambda = named('QueryLambda', {
  workspace: Type.String(),
  name: Type.String(),
  version_count: Type.Integer(),
  collections: Type.Array(Type.String()),
  last_updated: time,
  last_updated_by: Type.String(),
  latest_version: lambdaVersion,
});
export type QueryLambdaBody = Static<typeof queryLambda>;

export const listLambdasContract = {
  method: 'GET',
  url: `${basePath}/lambdas`,
  operationId: 'list_lambdas',
  summary: 'All lambdas',
  tag: 'Lambdas',
  reply: dataOf(Type.Array(queryLambda)),
} as const satisfies Contract;

export const listWorkspaceLambdasContract = {
  method: 'GET',
  url: `${basePath}/ws/:workspace/lambdas`,
  operationId: 'list_workspace_lambdas',
  summary: 'Lambdas of a workspace',
  tag: 'Lambdas',
  params: workspaceParams,
  reply: dataOf(Type.Array(queryLambda)),
} as const satisfies Contract;

export const createLambdaContract = {
  method: 'POST',
  url: `${basePath}/ws/:workspace/lambdas`,
  operationId: 'create_lambda',
  summary: 'Create a lambda that does not exist yet',
  tag: 'Lambdas',
  params: workspaceParams,
  body: named('CreateLambdaRequest', {
    name: Type.String(),
    sql: lambdaSql,
    description: Type.Optional(Type.Unknown({ description: 'Text; old files may have other JSON' })),
    is_public: Type.Optional(nullable(Type.Boolean({ description: 'Ignored' }))),
  }),
  reply: dataOf(lambdaVersion),
} as const satisfies Contract;

export const deleteLambdaContract = {
  method: 'DELETE',
  url: lambdaUrl,
  operationId: 'delete_lambda',
  summary: 'Delete a lambda with all its versions and tags',
  tag: 'Lambdas',
  params: lambdaParams,
  reply: dataOf(queryLambda),
} as const satisfies Contract;
