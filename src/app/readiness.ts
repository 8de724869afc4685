import { setTimeout as pause } from 'node:timers/promises';
import { printQualified } from '../base/name.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { IngestService } from '../ingest/ingest-service.ts';

const mostWaitMs = 2000;

/** Ready while the store answers and no source is in ERROR; a source that is still catching up is no reason. */
export async function readiness({
  catalog,
  ingest,
  records,
}: {
  readonly catalog: Catalog;
  readonly ingest: IngestService;
  readonly records: RecordStore;
}): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }> {
  const away = await whyAway(records);
  if (away !== undefined) return { ready: false, reasons: [away] };
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

/** Why the store does not answer now; undefined when it does. */
async function whyAway(records: RecordStore): Promise<string | undefined> {
  const late = pause(mostWaitMs, 'The store does not answer in time.', { ref: false });
  const asked = records.get({ kind: 'workspace', id: 'commons' }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return Promise.race([asked, late]);
}
