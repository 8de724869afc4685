import type { FastifyReply } from 'fastify';
import { stringify } from 'lossless-json';
import {
  getCollectionContract,
  listCollectionsContract,
  listWorkspaceCollectionsContract,
} from '../../api/collections.ts';
import { previewContract, proposeContract, type PreviewBody, type ProposalRequestBody } from '../../api/preview.ts';
import { reindexContract } from '../../api/reindex.ts';
import { RockpoolError } from '../../base/error.ts';
import { printQualified } from '../../base/name.ts';
import { resolveCollection } from '../../catalog/catalog.ts';
import type { Preview, ProposalRequest } from '../../ingest/ingest-service.ts';
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
  addRoute(house, previewContract, async ({ params: { workspace, collection }, query, key, reply }) => {
    keys.authorize(key, { action: 'read', workspace });
    const { definition } = resolveCollection(catalog, { workspace, name: collection });
    const previews = await ingest.preview(definition, query.rows ?? 10);
    return sendExact(reply, { data: previews.map(previewBody) });
  });
  addRoute(house, proposeContract, async ({ params: { workspace, collection: name }, body, key, reply }) => {
    // It shows records that no collection has taken in yet, so reading documents is not enough.
    keys.authorize(key, { action: 'deploy', workspace });
    const { integration, format, rows = 10, index } = body;
    if (index !== undefined) {
      if (Object.keys(body).some((member) => !['index', 'rows'].includes(member)))
        throw new RockpoolError(
          'REQUEST_INVALID',
          'A proposal is made of either indices, or a source of an integration.',
        );
      const proposal = await app.proposeExisting({ workspace, name, index });
      return { data: { ...proposal, preview: previewBody(proposal.preview) } };
    }
    if (integration === undefined)
      throw new RockpoolError('REQUEST_INVALID', 'A proposal needs an integration, or an index.');
    const request = { workspace, name, integration, of: wantedOf(body), rows };
    const proposal = await ingest.propose({ ...request, ...(format === undefined ? {} : { format }) });
    return sendExact(reply, { data: { ...proposal, preview: previewBody(proposal.preview) } });
  });
  addRoute(house, reindexContract, async ({ params: { workspace, collection: name }, body, key }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    const { from = 'old', drop_missing: dropMissing } = body;
    if (from === 'old' && dropMissing !== undefined)
      throw new RockpoolError('REQUEST_INVALID', '`drop_missing` belongs to a rebuild from the sources.', {
        hint: 'Send {"from": "sources", "drop_missing": true}, or leave it out.',
      });
    const choice = from === 'old' ? { from } : { from, dropMissing: dropMissing ?? false };
    const { index, copied, rounds, made } = await app.reindex({ workspace, name }, choice);
    const collection = printQualified({ workspace, name });
    if (made === undefined) return { data: { collection, index, copied, rounds } };
    const { read, documents, dropped } = made;
    return { data: { collection, index, copied, rounds, read, documents, dropped } };
  });
}

function wantedOf({ topic, bucket, pattern }: ProposalRequestBody): ProposalRequest['of'] {
  if (topic !== undefined && bucket === undefined && pattern === undefined) return { kind: 'topic', topic };
  if (bucket !== undefined && topic === undefined) return { kind: 'bucket', bucket, pattern: pattern ?? '' };
  throw new RockpoolError('REQUEST_INVALID', 'A proposal is made of either a topic, or a bucket and a pattern.');
}

/** Documents may hold numbers with more digits than JSON.stringify keeps. */
const sendExact = (reply: FastifyReply, body: { readonly data: unknown }): FastifyReply =>
  reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(stringify(body));

const previewBody = (one: Preview): PreviewBody => ({
  collection: one.collection,
  source: one.source,
  fields: [...one.fields],
  rows: one.rows.map((row) => ({ ...row, documents: [...row.documents] })),
});
