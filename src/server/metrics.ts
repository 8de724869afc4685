import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../app/app.ts';
import { printQualified } from '../base/name.ts';
import { askStore } from '../catalog/ask-store.ts';
import type { Event } from '../observe/event.ts';
import type { Observer } from '../observe/observer.ts';

export interface Metrics {
  /** To be told of everything; counts it. */
  readonly observe: Observer;
  /** Prometheus text. Sources are asked when it is wanted. */
  print(app: App): Promise<string>;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Partitions from this number on share one label. */
const mostStreams = 100;
const conservation = ['read', 'filtered', 'dead', 'made', 'documents', 'applied', 'superseded', 'refused'] as const;

/** Counts what happens. No label ever holds an argument: their number is bounded by routes, lambdas and sources. */
export function makeMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'rockpool_request_seconds',
    help: 'Time of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: seconds,
    registers,
  });
  const queries = new Histogram({
    name: 'rockpool_query_seconds',
    help: 'Time of queries, waiting included',
    labelNames: ['lambda', 'status'],
    buckets: seconds,
    registers,
  });
  const rows = new Counter({
    name: 'rockpool_query_rows_total',
    help: 'Rows that queries returned',
    labelNames: ['lambda'],
    registers,
  });
  const queued = new Histogram({
    name: 'rockpool_query_queue_seconds',
    help: 'Time that queries waited for admission',
    buckets: seconds,
    registers,
  });
  const batches = new Histogram({
    name: 'rockpool_batch_seconds',
    help: 'Time to write a batch of documents',
    labelNames: ['collection'],
    buckets: seconds,
    registers,
  });
  const deployed = new Counter({ name: 'rockpool_deployed_total', help: 'Versions deployed', registers });
  const refused = new Counter({
    name: 'rockpool_deploy_refused_total',
    help: 'Files that could not be deployed',
    registers,
  });
  const bugs = new Counter({ name: 'rockpool_bugs_total', help: 'Mistakes of ours', registers });
  const labelNames = ['collection', 'source'] as const;
  const records = new Gauge({
    name: 'rockpool_source_records',
    help: 'Records by what became of them: read = filtered + dead + made; documents = applied + superseded + refused',
    labelNames: [...labelNames, 'outcome'],
    registers,
  });
  const deadLetters = new Gauge({
    name: 'rockpool_dead_letters',
    help: 'Dead letters that are kept',
    labelNames,
    registers,
  });
  const behind = new Gauge({
    name: 'rockpool_source_behind',
    help: 'Records or objects not read yet',
    labelNames,
    registers,
  });
  const lag = new Gauge({
    name: 'rockpool_source_lag',
    help: 'Offsets between what was read and the end, by partition',
    labelNames: [...labelNames, 'stream'],
    registers,
  });
  const suspended = new Gauge({
    name: 'rockpool_source_suspended',
    help: '1 while somebody has suspended the source',
    labelNames,
    registers,
  });
  const dataAge = new Gauge({
    name: 'rockpool_data_age_seconds',
    help: 'Age of the newest document: of a collection, and with the label source of what this source brought',
    labelNames,
    registers,
  });
  const inError = new Gauge({
    name: 'rockpool_source_in_error',
    help: '1 while the source cannot be read',
    labelNames,
    registers,
  });
  const memory = new Gauge({ name: 'rockpool_resident_bytes', help: 'Resident memory of the process', registers });

  return {
    observe(event: Event) {
      switch (event.kind) {
        case 'request':
          requests.observe({ method: event.method, route: event.route, status: event.status }, event.elapsedMs / 1000);
          return;
        case 'query':
          queries.observe({ lambda: event.lambda ?? 'ad-hoc', status: event.status }, event.elapsedMs / 1000);
          rows.inc({ lambda: event.lambda ?? 'ad-hoc' }, event.rows);
          queued.observe(event.queuedMs / 1000);
          return;
        case 'batch-written':
          batches.observe({ collection: event.collection }, event.elapsedMs / 1000);
          return;
        case 'deployed':
          deployed.inc();
          return;
        case 'deploy-refused':
          refused.inc();
          return;
        case 'bug':
          bugs.inc();
          return;
        case 'server-started':
        case 'server-stopping':
        case 'source-state':
        case 'demo':
      }
    },
    async print(app) {
      for (const gauge of [records, deadLetters, behind, lag, suspended, dataAge, inError]) gauge.reset();
      const collections = app.catalog.list().map(({ definition }) => definition);
      const asked = collections.map(
        async (definition) =>
          [
            printQualified(definition),
            ...(await Promise.all([
              askStore(app.documents.newestEventTime(definition)),
              app.ingest.sources(definition),
            ])),
          ] as const,
      );
      for (const [collection, newest, sources] of await Promise.all(asked)) {
        const micros = newest.away === undefined ? newest.value : undefined;
        if (micros !== undefined) dataAge.set({ collection }, Math.max(0, Date.now() - Number(micros / 1000n)) / 1000);
        for (const source of sources) {
          const labels = { collection, source: source.id };
          for (const outcome of conservation) records.set({ ...labels, outcome }, source.counters[outcome]);
          if (source.deadLetters !== undefined) deadLetters.set(labels, source.deadLetters);
          if (source.behind !== undefined) behind.set(labels, source.behind);
          for (const { stream, lag: offsets } of source.streams ?? []) {
            if (Number(stream) < mostStreams) lag.set({ ...labels, stream }, offsets);
            else lag.inc({ ...labels, stream: 'others' }, offsets);
          }
          if (source.dataAgeMs !== undefined) dataAge.set(labels, source.dataAgeMs / 1000);
          suspended.set(labels, source.suspendedAtMs === undefined ? 0 : 1);
          inError.set(labels, source.state === 'ERROR' ? 1 : 0);
        }
      }
      memory.set(process.memoryUsage.rss());
      return registry.metrics();
    },
  };
}
