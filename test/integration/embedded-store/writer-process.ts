import { openDocumentStore } from '../../../src/duckdb/document-store.ts';
import { collection, declaration, makeBatch } from './batches.ts';

/** Writes one batch after another for as long as it lives, saying each number once its write has returned. */
const store = await openDocumentStore({ path: process.argv[2]!, memoryBytes: 256 * 1024 ** 2, threads: 1 });
await store.declare(declaration);
const checkpoint = await store.readCheckpoint(collection, 'source');
for (let number = Number(checkpoint?.['written'] ?? 0) + 1; ; number += 1) {
  await store.write(collection, makeBatch(number), { source: 'source', value: { written: number } });
  process.stdout.write(`${number}\n`);
}
