import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DocumentStore } from '../../../src/catalog/document-store.ts';
import { openDocumentStore } from '../../../src/duckdb/document-store.ts';
import { eventTimeField, idField, someTime, toBatch } from '../../conformance/document-batch.ts';
import { fields } from '../../conformance/document-harness.ts';

const collection = { workspace: 'commons', name: 'people' };
const declaration = { ...collection, fields: [idField, eventTimeField, ...fields], lookupFields: [] };

it('keeps the versions of the fields, and how the collection is written, in the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'merge-'));
  const open = (): Promise<DocumentStore> =>
    openDocumentStore({ path: join(folder, 'documents.duckdb'), memoryBytes: 256 * 1024 ** 2, threads: 1 });
  const first = await open();
  await first.declare({ ...declaration, write: 'merge' });
  await first.write(collection, toBatch(fields, [{ id: 'a', v: 5n, kind: 'upsert', values: ['x5'] }]));
  await first.close();

  const again = await open();
  await expect(again.declare(declaration)).rejects.toMatchObject({ code: 'COLLECTION_INCOMPATIBLE' });
  await again.declare({ ...declaration, write: 'merge' });
  await again.write(collection, toBatch(fields, [{ id: 'a', v: 4n, kind: 'upsert', values: ['x4', 4n] }]));

  expect((await again.read(collection, ['a'])).columns).toEqual([['a'], [someTime], ['x5'], [4n]]);
  await again.close();
  await rm(folder, { recursive: true });
});
