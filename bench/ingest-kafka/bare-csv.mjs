// Arguments: CSV file, database file. Prints `{ seconds, rows }` of reading the one into a table of the other.
import { DuckDBInstance } from '@duckdb/node-api';

const [csv, database] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(database)).connect();
const beganMs = performance.now();
await connection.run(`CREATE TABLE orders AS SELECT * FROM read_csv('${csv}')`);
await connection.run('CHECKPOINT');
const seconds = (performance.now() - beganMs) / 1000;
const reader = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM orders');
console.log(JSON.stringify({ seconds, rows: reader.getRows()[0][0] }));
process.exit(0);
