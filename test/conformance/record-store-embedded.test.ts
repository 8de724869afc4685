import { openRecordStore } from '../../src/duckdb/record-store.ts';
import { describeRecordStore } from './record-store.ts';

describeRecordStore('DuckDB', () => openRecordStore({ path: ':memory:', memoryBytes: 256 * 1024 ** 2 }));
