import { deployContract } from '../../api/deploy.ts';
import { defaultWorkspace, printQualified } from '../../base/name.ts';
import { addRoute, type House } from '../add-route.ts';
import { columnBodies } from '../lambda-bodies.ts';
import { assertOwnOperations } from '../own-operations.ts';
import { lambdaDefinitionOf } from '../definition-body.ts';

/** Whole files at once: all of them are deployed, or none, and an error holds every mistake. */
export function deployRoutes(house: House): void {
  const { app } = house;
  addRoute(house, deployContract, async ({ body, key }) => {
    const workspaces = body.lambdas.map((lambda) => lambda.workspace);
    for (const workspace of new Set(workspaces.length === 0 ? [defaultWorkspace] : workspaces)) {
      app.keys.authorize(key, { action: 'deploy', workspace });
    }
    await assertOwnOperations(app, body.lambdas);
    const items = await app.lambdas.deploy(body.lambdas.map(lambdaDefinitionOf), {
      by: key.name,
      ...(body.tag === undefined ? {} : { tag: body.tag }),
      ...(body.dry_run === undefined ? {} : { dryRun: body.dry_run }),
    });
    return {
      data: items.map((item) => ({
        ...item,
        columns: columnBodies(item.columns),
        scans: item.scans.map(({ collection, verdict }) => ({ collection: printQualified(collection), verdict })),
      })),
    };
  });
}
