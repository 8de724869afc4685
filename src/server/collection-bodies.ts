import type { CollectionBody } from '../api/collections.ts';
import type { SourceBody } from '../api/sources.ts';
import type { App } from '../app/app.ts';
import type { Collection } from '../catalog/collection.ts';
import type { SourceStatus } from '../ingest/ingest-service.ts';
import { printType } from '../schema/print-type.ts';
import { isoTimeOrNull } from './print-time.ts';

/** The description of a collection, with what its store and its sources say now. */
export async function collectionBody(app: App, { definition, fields }: Collection): Promise<CollectionBody> {
  const [statistics, newest, sources] = await Promise.all([
    app.documents.statistics(definition),
    app.documents.newestEventTime(definition),
    app.ingest.sources(definition),
  ]);
  return {
    name: definition.name,
    workspace: definition.workspace,
    description: definition.description ?? null,
    status: 'READY',
    fields: fields.map(({ name, type }) => ({
      name,
      type: printType(type),
      description: definition.fieldOptions[name]?.description ?? null,
    })),
    sources: sources.map(sourceBody),
    stats: {
      doc_count: statistics.documents,
      total_size: statistics.bytes,
      last_updated_ms: latest(sources),
      fill_progress: null,
      data_age_ms: newest === undefined ? null : Math.max(0, Date.now() - Number(newest / 1000n)),
    },
    retention_secs: definition.retentionMs === undefined ? null : Math.round(definition.retentionMs / 1000),
    field_mappings: [],
    field_mapping_query: definition.transformation === undefined ? null : { sql: definition.transformation },
    clustering_key: [],
    aliases: [],
    read_only: false,
    insert_only: false,
    storage_compression_type: null,
    rrn: null,
    bulk_stats: null,
    created_at: null,
    created_by: null,
    created_by_apikey_name: null,
  };
}

function latest(sources: readonly SourceStatus[]): number | null {
  const times = sources.flatMap((source) => (source.lastProcessedMs === undefined ? [] : [source.lastProcessedMs]));
  return times.length === 0 ? null : Math.round(Math.max(...times));
}

export function sourceBody(source: SourceStatus): SourceBody {
  const { read, filtered, dead, made, documents, applied, superseded, refused } = source.counters;
  return {
    id: source.id,
    integration_name: source.integration,
    kind: source.kind,
    of: source.of,
    ingest_transformation: null,
    suspended_at: null,
    resume_at: null,
    status: {
      state: source.state,
      message: source.message ?? null,
      last_processed_at: isoTimeOrNull(source.lastProcessedMs),
      last_processed_item: null,
      total_processed_items: read,
      detected_size_bytes: null,
    },
    counters: { read, filtered, dead, made, documents, applied, superseded, refused },
    dead_letters: source.deadLetters,
    ...(source.behind === undefined ? {} : { behind: source.behind }),
    ...(source.dataAgeMs === undefined ? {} : { data_age_ms: source.dataAgeMs }),
    positions: { ...source.positions },
  };
}
