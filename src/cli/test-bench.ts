import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeApp } from '../app/make-app.ts';
import { queryLimits } from '../app/query-limits.ts';
import { systemClock } from '../base/clock.ts';
import type { Problem } from '../base/error.ts';
import type { Config } from '../config/config.ts';
import type { LambdaTestParts } from '../lambda/run-lambda-tests.ts';
import { silentObserver } from '../observe/observer.ts';

/** A fresh, empty store of the embedded engine with the project's collections; nothing is read from their sources. */
export interface TestBench {
  readonly parts: LambdaTestParts;
  /** What is wrong with collection files. */
  readonly problems: readonly Problem[];
  /** Closes it and removes its files. */
  close(): Promise<void>;
}

export async function openTestBench(config: Config): Promise<TestBench> {
  const folder = await mkdtemp(join(tmpdir(), 'rockpool-test-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const app = await makeApp({ ...config, store: { engine: 'embedded', path: folder } }, silentObserver);
    const { problems } = await app.reload({ lambdas: 'leave' });
    // Declared once more without retention, which would hide fixtures of long ago.
    for (const { definition, fields } of app.catalog.list()) {
      const { workspace, name, write } = definition;
      const own = write === undefined ? {} : { write };
      await app.documents.declare({ workspace, name, fields, ...own, lookupFields: [] });
    }
    const { catalog, documents, queries } = app;
    return {
      parts: { catalog, documents, queries, clock: systemClock, defaults: queryLimits(config) },
      problems,
      close: () => app.stop().finally(remove),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
