import {
  getSourceContract,
  listSourcesContract,
  resumeSourceContract,
  suspendSourceContract,
} from '../../api/sources.ts';
import { parseDuration, parseIsoDuration } from '../../base/duration.ts';
import { RockpoolError } from '../../base/error.ts';
import { resolveCollection } from '../../catalog/catalog.ts';
import { addRoute, type House } from '../add-route.ts';
import { sourceBody } from '../source-body.ts';

const standardDuration = 'PT1H';
const longestMs = 3650 * 86_400_000;

/** Sources are defined in the files of their collections; here they are described, suspended and resumed. */
export function sourceRoutes(house: House): void {
  const { app } = house;
  const { catalog, ingest, keys } = app;

  addRoute(house, listSourcesContract, async ({ params: { workspace, collection }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    const found = resolveCollection(catalog, { workspace, name: collection });
    const sources = await ingest.sources(found.definition);
    return { data: sources.map((source) => sourceBody(app, found, source)) };
  });
  addRoute(house, getSourceContract, async ({ params: { workspace, collection, source }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    const found = resolveCollection(catalog, { workspace, name: collection });
    return { data: sourceBody(app, found, await ingest.source(found.definition, source)) };
  });
  addRoute(house, suspendSourceContract, async ({ params: { workspace, collection, source }, body, key }) => {
    keys.authorize(key, { action: 'write', workspace });
    const found = resolveCollection(catalog, { workspace, name: collection });
    const forMs = readSuspension(body.resume_after_duration ?? standardDuration);
    return { data: sourceBody(app, found, await ingest.suspend(found.definition, source, forMs)) };
  });
  addRoute(house, resumeSourceContract, async ({ params: { workspace, collection, source }, key }) => {
    keys.authorize(key, { action: 'write', workspace });
    const found = resolveCollection(catalog, { workspace, name: collection });
    return { data: sourceBody(app, found, await ingest.resume(found.definition, source)) };
  });
}

/** Milliseconds. Throws REQUEST_INVALID. */
function readSuspension(text: string): number {
  const milliseconds = parseIsoDuration(text) ?? parseDuration(text);
  if (milliseconds !== undefined && milliseconds >= 1000 && milliseconds <= longestMs) return Math.round(milliseconds);
  throw new RockpoolError(
    'REQUEST_INVALID',
    `resume_after_duration must be a duration from one second to ten years, not ${JSON.stringify(text.slice(0, 100))}.`,
    { hint: 'Write it like PT1H, PT30M or P2D, or like 2h.' },
  );
}
