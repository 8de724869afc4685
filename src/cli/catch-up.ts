import type { App } from '../app/app.ts';
import { printQualified } from '../base/name.ts';
import type { SourceStatus } from '../ingest/ingest-service.ts';
import { startProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

const pollMs = 25;

/** Waits until every source that was started has read what was there; a source in error is told of and not waited for. */
export async function catchUp(app: App, terminal: Terminal): Promise<void> {
  const collections = app.catalog.list().map((collection) => collection.definition);
  const progress = startProgress(terminal, 'reading sources', collections.length);
  try {
    for (const collection of collections) {
      let sources = await app.ingest.sources(collection);
      while (!sources.every(isSettled)) {
        await new Promise((resolve) => setTimeout(resolve, pollMs));
        sources = await app.ingest.sources(collection);
      }
      for (const source of sources.filter((one) => one.state === 'ERROR')) {
        terminal.err(
          `warning: ${printQualified(collection)} is not read from ${source.of}: ${source.message ?? 'error'}`,
        );
      }
      progress.step();
    }
  } finally {
    progress.stop();
  }
}

/** WATCHING says that the end was reached; `behind` is not always known. */
function isSettled(source: SourceStatus): boolean {
  return (
    source.state === 'ERROR' ||
    source.state === 'SUSPENDED' ||
    (source.state === 'WATCHING' && (source.behind ?? 0) === 0)
  );
}
