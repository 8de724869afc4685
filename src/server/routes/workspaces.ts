import {
  createWorkspaceContract,
  deleteWorkspaceContract,
  getWorkspaceContract,
  listWorkspacesContract,
  type WorkspaceBody,
} from '../../api/workspaces.ts';
import type { Workspace } from '../../app/app.ts';
import { addRoute, type House } from '../add-route.ts';
import { isoTime } from '../print-time.ts';
import { mayRead } from './lambdas.ts';

export function workspaceRoutes(house: House): void {
  const { keys, workspaces } = house.app;

  addRoute(house, listWorkspacesContract, async ({ key }) => ({
    data: (await workspaces.list()).filter(({ name }) => mayRead(key, name)).map(workspaceBody),
  }));
  addRoute(house, createWorkspaceContract, async ({ body, key }) => {
    keys.authorize(key, { action: 'deploy', workspace: body.name });
    return { data: workspaceBody(await workspaces.create(body.name, body.description ?? undefined, key.name)) };
  });
  addRoute(house, getWorkspaceContract, async ({ params: { workspace }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    return { data: workspaceBody(await workspaces.get(workspace)) };
  });
  addRoute(house, deleteWorkspaceContract, async ({ params: { workspace }, key }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    return { data: workspaceBody(await workspaces.delete(workspace)) };
  });
}

const workspaceBody = (workspace: Workspace): WorkspaceBody => ({
  name: workspace.name,
  description: workspace.description ?? null,
  created_at: isoTime(workspace.createdAtMs),
  created_by: workspace.createdBy,
  collection_count: workspace.collectionCount,
});
