import { Type, type Static } from 'typebox';
import { basePath, type Contract } from './contract.ts';
import { count, dataOf, named, nullable, optionalText, time, workspaceParams } from './schema-parts.ts';

export const workspace = named('Workspace', {
  name: Type.String(),
  description: nullable(Type.String()),
  created_at: time,
  created_by: Type.String(),
  collection_count: count,
});
export type WorkspaceBody = Static<typeof workspace>;

export const listWorkspacesContract = {
  method: 'GET',
  url: `${basePath}/ws`,
  operationId: 'list_workspaces',
  summary: 'All workspaces',
  tag: 'Workspaces',
  reply: dataOf(Type.Array(workspace)),
} as const satisfies Contract;

export const createWorkspaceContract = {
  method: 'POST',
  url: `${basePath}/ws`,
  operationId: 'create_workspace',
  summary: 'Create a workspace',
  tag: 'Workspaces',
  body: named('CreateWorkspaceRequest', { name: Type.String(), description: optionalText }),
  reply: dataOf(workspace),
} as const satisfies Contract;

export const getWorkspaceContract = {
  method: 'GET',
  url: `${basePath}/ws/:workspace`,
  operationId: 'get_workspace',
  summary: 'Describe a workspace',
  tag: 'Workspaces',
  params: workspaceParams,
  reply: dataOf(workspace),
} as const satisfies Contract;

export const deleteWorkspaceContract = {
  method: 'DELETE',
  url: `${basePath}/ws/:workspace`,
  operationId: 'delete_workspace',
  summary: 'Delete an empty workspace',
  tag: 'Workspaces',
  params: workspaceParams,
  reply: dataOf(workspace),
} as const satisfies Contract;
