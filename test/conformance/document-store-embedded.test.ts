import { openDocumentStore } from '../../src/duckdb/document-store.ts';
import { describeDocumentStore } from './document-store.ts';

describeDocumentStore('DuckDB', () =>
  openDocumentStore({ path: ':memory:', memoryBytes: 512 * 1024 ** 2, threads: 1 }),
);
