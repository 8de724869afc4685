import type { CollectionBody } from '../api/collections.ts';
import type { App } from '../app/app.ts';
import { askStore } from '../catalog/ask-store.ts';
import type { Collection } from '../catalog/collection.ts';
import type { SourceStatus } from '../ingest/ingest-service.ts';
import { printType } from '../schema/print-type.ts';
import { sourceBody } from './source-body.ts';

/** The description of a collection, with what its store and its sources say now; a store that is away says nothing but that. */
export async function collectionBody(app: App, collection: Collection): Promise<CollectionBody> {
  const { definition, fields } = collection;
  const { documents } = app;
  const [told, sources] = await Promise.all([
    askStore(Promise.all([documents.statistics(definition), documents.newestEventTime(definition)])),
    app.ingest.sources(definition),
  ]);
  const [statistics, newest] = told.away === undefined ? told.value : [];
  return {
    name: definition.name,
    workspace: definition.workspace,
    description: definition.description ?? null,
    status: 'READY',
    ...(told.away === undefined ? {} : { message: told.away }),
    fields: fields.map(({ name, type }) => ({
      name,
      type: printType(type),
      description: definition.fieldOptions[name]?.description ?? null,
    })),
    sources: sources.map((source) => sourceBody(app, collection, source)),
    stats: {
      doc_count: statistics?.documents ?? null,
      total_size: statistics?.bytes ?? null,
      last_updated_ms: latest(sources),
      fill_progress: null,
      data_age_ms: newest === undefined ? null : Math.max(0, Date.now() - Number(newest / 1000n)),
    },
    retention_secs: definition.retentionMs === undefined ? null : Math.round(definition.retentionMs / 1000),
    field_mappings: [],
    field_mapping_query: definition.transformation === undefined ? null : { sql: definition.transformation },
    clustering_key: [],
    aliases: [],
    read_only: definition.existing !== undefined,
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
