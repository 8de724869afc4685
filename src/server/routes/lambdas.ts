import { authorize } from '../../access/authorize.ts';
import type { ApiKey } from '../../access/api-key.ts';
import {
  createLambdaContract,
  deleteLambdaContract,
  listLambdasContract,
  listWorkspaceLambdasContract,
} from '../../api/lambdas.ts';
import { RockpoolError } from '../../base/error.ts';
import { addRoute, type House } from '../add-route.ts';
import { lambdaBody, versionBody } from '../lambda-bodies.ts';
import { assertOwnOperations } from '../own-operations.ts';
import { readRocksetContent } from '../rockset-content.ts';

export function lambdaRoutes(house: House): void {
  const { app } = house;
  const { keys, lambdas } = app;

  addRoute(house, listLambdasContract, async ({ key }) => {
    const visible = (await lambdas.list()).filter((lambda) => mayRead(key, lambda.workspace));
    return { data: visible.map((lambda) => lambdaBody(lambda)) };
  });
  addRoute(house, listWorkspaceLambdasContract, async ({ params: { workspace }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    await app.workspaces.get(workspace);
    return { data: (await lambdas.list(workspace)).map((lambda) => lambdaBody(lambda)) };
  });
  addRoute(house, createLambdaContract, async ({ params: { workspace }, body, key, request }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    const content = readRocksetContent({ workspace, name: body.name }, body, request);
    await assertOwnOperations(app, [content]);
    const { version } = await lambdas.save(content, { mode: 'open', by: key.name, mustBeNew: true });
    return { data: versionBody(version) };
  });
  addRoute(house, deleteLambdaContract, async ({ params: { workspace, lambda }, key }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    const deleted = await lambdas.delete({ workspace, name: lambda });
    // Rockset's answer for a deleted lambda has none.
    return { data: { ...lambdaBody(deleted), collections: [] } };
  });
}

/** For lists, which show what the key may see and refuse nothing. */
export function mayRead(key: ApiKey, workspace: string): boolean {
  try {
    authorize(key, { action: 'read', workspace });
    return true;
  } catch (error) {
    if (error instanceof RockpoolError && error.code === 'ACCESS_DENIED') return false;
    throw error;
  }
}
