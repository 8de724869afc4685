// Lambdas under load, the servers in turns.
import { runLoad } from './load.mjs';
import { median, say } from './options.mjs';
import { memoryMb } from './processes.mjs';

/**
 * A cell for each number of connections, lambda and server: the median of its rounds, and the most memory after one.
 * @param servers each `{ name, child, port, path: (lambda) => string, authorization? }`
 */
export async function measureCells({ rounds, seconds, connections: counts, lambdas, servers, users }) {
  const cells = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const connections of counts) {
      for (const lambda of lambdas) {
        // The other way round every second time, so that nobody is always first after a pause.
        for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
          say(`round ${round + 1}: ${server.name} ${lambda} × ${connections}`);
          const measured = await runLoad({
            port: server.port,
            authorization: server.authorization,
            connections,
            seconds,
            warmupSeconds: Math.min(1, seconds / 3),
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
    const most = Math.max(...measured.map((one) => one.memoryMb));
    return {
      ...JSON.parse(key),
      requestsPerSecond: of('requestsPerSecond'),
      p50: of('p50'),
      p99: of('p99'),
      memoryMb: most,
    };
  });
}
