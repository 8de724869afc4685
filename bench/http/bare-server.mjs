// What somebody would write by hand, to measure against. `node bare-server.mjs constant` or `… duckdb <database file>`.
// Prints its port. One prepared statement per lambda and connection, a pool of four, one thread per statement (two are slower here).
import fastify from 'fastify';
import { DuckDBInstance } from '@duckdb/node-api';
import { lambdas, lambdaSql } from './lambda-sql.mjs';

const [kind, file] = process.argv.slice(2);
const server = fastify();

if (kind === 'constant') {
  server.post('/:lambda', () => ({ results: [{ user_id: 'u-17', total_spend: 12.34 }] }));
} else {
  const database = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY', threads: '1' });
  const idle = await Promise.all(Array.from({ length: 4 }, () => prepareAll(database)));
  const waiting = [];

  server.post('/:lambda', async (request) => {
    const connection = idle.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
    try {
      const { statement, defaults } = connection[request.params.lambda];
      statement.bind({ ...defaults, ...request.body.arguments });
      return { results: (await statement.runAndReadAll()).getRowObjectsJson() };
    } finally {
      const next = waiting.shift();
      if (next === undefined) idle.push(connection);
      else next(connection);
    }
  });
}

async function prepareAll(database) {
  const connection = await database.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  const prepared = {};
  for (const name of lambdas) {
    const { sql, defaults } = lambdaSql(name);
    prepared[name] = { statement: await connection.prepare(sql), defaults };
  }
  return prepared;
}

await server.listen({ port: 0, host: '127.0.0.1' });
console.log(server.server.address().port);
