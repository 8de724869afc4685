import type { SourceBody } from '../api/sources.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import { listSources } from '../client/collections.ts';
import type { HttpClient } from '../client/http-client.ts';

/** As people name a source: `events:user_activity`. */
export const sourceName = (source: SourceBody): string => `${source.integration_name}:${source.of}`;

/**
 * The sources of a collection that a person means: all, or those with this id, topic, bucket with pattern, or name as `status` shows it.
 * Throws SOURCE_NOT_FOUND.
 */
export async function chooseSources(
  client: HttpClient,
  collection: QualifiedName,
  text: string | undefined,
): Promise<readonly SourceBody[]> {
  const sources = await listSources(client, collection);
  if (text === undefined) return sources;
  const found = sources.filter((source) => [source.id, source.of, sourceName(source)].includes(text));
  if (found.length > 0) return found;
  const near = didYouMean(
    text,
    sources.map((source) => source.of),
  );
  throw new RockpoolError(
    'SOURCE_NOT_FOUND',
    `${printQualified(collection)} has no source ${JSON.stringify(text)}.${near}`,
    { hint: '`rockpool status` lists the sources.' },
  );
}
