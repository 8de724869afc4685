import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeApp } from '../../../src/app/make-app.ts';
import { openTestBench } from '../../../src/cli/test-bench.ts';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { silentObserver } from '../../../src/observe/observer.ts';

const profiles = { workspace: 'commons', name: 'profiles' };
const whole = 'input: { _id: VARCHAR, name: VARCHAR, city: VARCHAR }\n';

let folder: string;
let config: Config;
const save = (text: string): Promise<void> => writeFile(join(folder, 'collections/profiles.yaml'), text);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'merge-project-'));
  await mkdir(join(folder, 'collections'));
  await writeFile(join(folder, 'rockpool.yaml'), 'store: { engine: embedded, path: .rockpool }\n');
  config = loadConfig({ projectFolder: folder, flags: {}, environment: {} });
});
afterEach(() => rm(folder, { recursive: true }));

it('is written in parts from its deploy on, and its file cannot become one of whole documents', async () => {
  await save(`write: merge\n${whole}`);
  const app = await makeApp(config, silentObserver);
  expect((await app.reload()).problems).toEqual([]);

  await app.ingest.writeDocuments(profiles, [{ _id: 'a', name: 'Ada', _op: 'UPSERT' }], 'write');
  await app.ingest.writeDocuments(profiles, [{ _id: 'a', city: 'Paris', _op: 'UPSERT' }], 'write');
  await save(whole);
  const { problems } = await app.reload();

  expect(problems).toEqual([
    {
      file: 'collections/profiles.yaml',
      code: 'COLLECTION_INCOMPATIBLE',
      message: 'The collection commons.profiles is stored with "write: merge" and cannot be declared without it.',
      hint: 'Put `write` back as it was, or make a new collection, under another name, beside this one.',
    },
  ]);
  const { columns } = await app.documents.read(profiles, ['a']);
  expect(columns.flat().filter((value) => typeof value === 'string')).toEqual(['a', 'Ada', 'Paris']);
  await app.stop();
});

it('is tested with fixtures like any other', async () => {
  await save(`write: merge\nretention: 1d\n${whole}`);

  const bench = await openTestBench(config);

  expect(bench.problems).toEqual([]);
  expect(bench.parts.catalog.list().map(({ definition }) => definition.write)).toEqual(['merge']);
  await bench.close();
});
