import {
  getCollectionContract,
  listCollectionsContract,
  listWorkspaceCollectionsContract,
} from '../../api/collections.ts';
import { previewContract } from '../../api/preview.ts';
import { resolveCollection } from '../../catalog/catalog.ts';
import { addRoute, type House } from '../add-route.ts';
import { collectionBody } from '../collection-bodies.ts';
import { mayRead } from './lambdas.ts';

/** Collections are defined in YAML; here they are described. */
export function collectionRoutes(house: House): void {
  const { app } = house;
  const { catalog, ingest, keys } = app;

  addRoute(house, listCollectionsContract, async ({ key }) => {
    const visible = catalog.list().filter(({ definition }) => mayRead(key, definition.workspace));
    return { data: await Promise.all(visible.map((collection) => collectionBody(app, collection))) };
  });
  addRoute(house, listWorkspaceCollectionsContract, async ({ params: { workspace }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    await app.workspaces.get(workspace);
    const here = catalog.list().filter(({ definition }) => definition.workspace === workspace);
    return { data: await Promise.all(here.map((collection) => collectionBody(app, collection))) };
  });
  addRoute(house, getCollectionContract, async ({ params: { workspace, collection }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    return { data: await collectionBody(app, resolveCollection(catalog, { workspace, name: collection })) };
  });
  addRoute(house, previewContract, async ({ params: { workspace, collection }, query, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    const { definition } = resolveCollection(catalog, { workspace, name: collection });
    const previews = await ingest.preview(definition, query.rows ?? 10);
    return {
      data: previews.map((one) => ({
        collection: one.collection,
        source: one.source,
        fields: [...one.fields],
        rows: one.rows.map((row) => ({ ...row, documents: [...row.documents] })),
      })),
    };
  });
}
