import { listDeadLettersContract, replayDeadLettersContract, type DeadLetterBody } from '../../api/dead-letters.ts';
import { resolveCollection } from '../../catalog/catalog.ts';
import type { DeadLetter } from '../../ingest/ingest-service.ts';
import { addRoute, type House } from '../add-route.ts';
import { isoTime } from '../print-time.ts';

export function deadLetterRoutes(house: House): void {
  const { catalog, ingest, keys } = house.app;

  addRoute(house, listDeadLettersContract, async ({ params: { workspace, collection }, query, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    const { definition } = resolveCollection(catalog, { workspace, name: collection });
    const letters = await ingest.deadLetters(definition, {
      limit: query.limit ?? 100,
      ...(query.after === undefined ? {} : { after: query.after }),
    });
    return { data: letters.map(deadLetterBody) };
  });
  addRoute(house, replayDeadLettersContract, async ({ params: { workspace, collection }, body, key }) => {
    keys.authorize(key, { action: 'write', workspace });
    const { definition } = resolveCollection(catalog, { workspace, name: collection });
    const { replayed, failed } = await ingest.replay(definition, body.ids === undefined ? {} : { ids: body.ids });
    return { data: { replayed, failed } };
  });
}

const deadLetterBody = ({ atMs, ...letter }: DeadLetter): DeadLetterBody => ({ ...letter, at: isoTime(atMs) });
