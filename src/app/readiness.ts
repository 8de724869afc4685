import { printQualified } from '../base/name.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { IngestService } from '../ingest/ingest-service.ts';

/** Ready while no source is in ERROR; a source that is still catching up is no reason. */
export async function readiness(
  catalog: Catalog,
  ingest: IngestService,
): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }> {
  const collections = catalog.list().map((collection) => collection.definition);
  const reasons = await Promise.all(
    collections.map(async (definition) =>
      (await ingest.sources(definition))
        .filter((source) => source.state === 'ERROR')
        .map(({ of, message }) => `${printQualified(definition)} from ${of}: ${message ?? 'error'}`),
    ),
  );
  return { ready: reasons.flat().length === 0, reasons: reasons.flat() };
}
