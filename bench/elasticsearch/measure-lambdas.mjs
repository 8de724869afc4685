// Lambdas over HTTP: a Rockpool server beside the floor, one call at a time and sixteen at once.
import { runLoad } from '../http/load.mjs';
import { median, say } from '../http/options.mjs';
import { memoryMb } from '../http/processes.mjs';
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

  const cells = new Map();
  for (let round = 0; round < options.rounds; round++) {
    for (const connections of connectionCounts) {
      for (const lambda of lambdas) {
        for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
          say(`round ${round + 1}: ${server.name} ${lambda} × ${connections}`);
          const measured = await runLoad({
            port: server.port,
            authorization: server.authorization,
            connections,
            seconds: options.seconds,
            warmupSeconds: Math.min(1, options.seconds / 3),
            requests: users.map((userid) => ({
              name: lambda,
              path: server.path(lambda),
              body: JSON.stringify({ arguments: { userid } }),
            })),
          });
          const key = JSON.stringify({ lambda, connections, server: server.name });
          cells.set(key, [...(cells.get(key) ?? []), { ...measured, memoryMb: memoryMb(server.child) }]);
        }
      }
    }
  }
  return [...cells].map(([key, measured]) => {
    const of = (field) => median(measured.map((one) => one[field]));
    const memory = Math.max(...measured.map((one) => one.memoryMb));
    return { ...JSON.parse(key), perSecond: of('requestsPerSecond'), p50: of('p50'), p99: of('p99'), memoryMb: memory };
  });
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
