import type { Catalog } from '../catalog/catalog.ts';
import type { IngestService } from '../ingest/ingest-service.ts';

/** Ready while no source is in ERROR; a source that is still catching up is no reason. */
export async function readiness(
  catalog: Catalog,
  ingest: IngestService,
): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }> {
  const reasons: string[] = [];
  for (const { definition } of catalog.list()) {
    for (const source of await ingest.sources(definition)) {
      if (source.state === 'ERROR')
        reasons.push(`${definition.workspace}.${definition.name} from ${source.of}: ${source.message ?? 'error'}`);
    }
  }
  return { ready: reasons.length === 0, reasons };
}
