import {
  countDeadLettersContract,
  deleteDeadLetterContract,
  deleteDeadLettersContract,
  getDeadLetterContract,
  listDeadLettersContract,
  replayDeadLettersContract,
  type DeadLetterBody,
} from '../../api/dead-letters.ts';
import { RockpoolError } from '../../base/error.ts';
import { resolveCollection } from '../../catalog/catalog.ts';
import type { CollectionDefinition } from '../../catalog/collection.ts';
import type { DeadLetter } from '../../ingest/ingest-service.ts';
import { addRoute, type House } from '../add-route.ts';
import { isoTime } from '../print-time.ts';

/** Records that became no documents: listed, counted by cause, tried again and forgotten. */
export function deadLetterRoutes(house: House): void {
  const { catalog, ingest, keys } = house.app;
  const resolve = (params: { readonly workspace: string; readonly collection: string }): CollectionDefinition =>
    resolveCollection(catalog, { workspace: params.workspace, name: params.collection }).definition;

  addRoute(house, listDeadLettersContract, async ({ params, query, key }) => {
    keys.authorize(key, { action: 'read', workspace: params.workspace });
    const letters = await ingest.deadLetters(resolve(params), { ...query, limit: query.limit ?? 100 });
    return { data: letters.map(deadLetterBody) };
  });
  addRoute(house, countDeadLettersContract, async ({ params, key }) => {
    keys.authorize(key, { action: 'read', workspace: params.workspace });
    const causes = await ingest.countDeadLetters(resolve(params));
    return { data: causes.map((cause) => ({ ...cause })) };
  });
  addRoute(house, getDeadLetterContract, async ({ params, key }) => {
    keys.authorize(key, { action: 'read', workspace: params.workspace });
    return { data: deadLetterBody(await ingest.deadLetter(resolve(params), params.letter)) };
  });
  addRoute(house, replayDeadLettersContract, async ({ params, body, key }) => {
    keys.authorize(key, { action: 'write', workspace: params.workspace });
    return { data: { ...(await ingest.replay(resolve(params), body)) } };
  });
  addRoute(house, deleteDeadLetterContract, async ({ params, key }) => {
    keys.authorize(key, { action: 'write', workspace: params.workspace });
    const collection = resolve(params);
    const letter = await ingest.deadLetter(collection, params.letter);
    await ingest.deleteDeadLetters(collection, { ids: [letter.id] });
    return { data: deadLetterBody(letter) };
  });
  addRoute(house, deleteDeadLettersContract, async ({ params, query, key }) => {
    keys.authorize(key, { action: 'write', workspace: params.workspace });
    const collection = resolve(params);
    if (query.source === undefined && query.stage === undefined && query.code === undefined) {
      throw new RockpoolError('REQUEST_INVALID', 'Deleting needs a cause: source, stage or code.', {
        hint: 'Add ?source=, ?stage= or ?code=; GET …/dead-letters/causes lists what there is.',
      });
    }
    return { data: { deleted: await ingest.deleteDeadLetters(collection, query) } };
  });
}

const deadLetterBody = ({ atMs, failedAtMs, ...letter }: DeadLetter): DeadLetterBody => ({
  ...letter,
  at: isoTime(atMs),
  failed_at: isoTime(failedAtMs),
});
