import { openDocumentStore } from '../../src/duckdb/document-store.ts';
import { describeAnyOrder, describeAnySequence } from './document-store-model.ts';

const open = () => openDocumentStore({ path: ':memory:', memoryBytes: 256 * 1024 ** 2, threads: 1 });

describeAnySequence('DuckDB', { open, numRuns: 150, tellsOutcomes: true });
describeAnyOrder('DuckDB', { open, numRuns: 100 });
