// Lambdas over HTTP: a Rockpool server beside the floor, one call at a time and sixteen at once.
import { measureCells } from '../http/measure-cells.mjs';
import { authorization, lambdaPath } from '../http/rockpool.mjs';

export const lambdas = ['profile', 'total_spend', 'recommendation'];
const connectionCounts = [1, 16];

/** @param {{ child, port: number }} rockpool @param {{ child, port: number }} floor */
export async function measureLambdas(rockpool, floor, options) {
  const servers = [
    { name: 'floor', ...floor, path: (lambda) => `/${lambda}` },
    { name: 'rockpool', ...rockpool, path: lambdaPath, authorization },
  ];
  /** Each call asks for another customer, so that nobody answers from memory. */
  const users = Array.from({ length: 2_000 }, (_, n) => `u-${1 + ((n * 7919) % options.users)}`);
  await assertSameAnswers(servers, users.slice(0, 20));

  return measureCells({ ...options, connections: connectionCounts, lambdas, servers, users });
}

/** A fast wrong answer is none. */
async function assertSameAnswers(servers, users) {
  for (const lambda of lambdas) {
    let rows = 0;
    for (const userid of users) {
      const answers = await Promise.all(
        servers.map(async (server) => {
          const answer = await fetch(`http://127.0.0.1:${server.port}${server.path(lambda)}`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              ...(server.authorization === undefined ? {} : { authorization: server.authorization }),
            },
            body: JSON.stringify({ arguments: { userid } }),
          });
          const text = await answer.text();
          if (!answer.ok) throw new Error(`${lambda} of ${userid} on ${server.name}: ${answer.status} ${text}`);
          return JSON.parse(text).results;
        }),
      );
      const [one, other] = answers.map((results) => JSON.stringify(results.map(sorted)));
      if (one !== other) throw new Error(`${lambda} of ${userid} differs: by hand ${one}, Rockpool ${other}`);
      rows += answers[0].length;
    }
    if (rows === 0) throw new Error(`${lambda} has no rows for any of ${users.length} customers.`);
  }
}

/** Members of a row in one order; times as milliseconds. */
const sorted = (row) =>
  Object.entries(row)
    .map(([name, value]) => [name, name === 'created_at' ? Date.parse(value) : value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
