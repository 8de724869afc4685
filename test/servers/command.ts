/**
 * `npm run servers`: starts Kafka, S3 and Elasticsearch and leaves them running; prints their addresses as shell exports.
 * `npm run servers -- kafka s3`: only those. `npm run servers -- down`: stops what runs; data and ports stay for the next time.
 */
import { keptHome } from './folders.ts';
import { removeOrphans } from './owned.ts';
import { findServer, startServer, stopServer, type Variables } from './server.ts';
import { serverKinds } from './server-kinds.ts';

const words = process.argv.slice(2);
const names = serverKinds.map(({ name }) => name);
const unknown = words.find((word) => word !== 'down' && !names.includes(word));

if (unknown !== undefined) {
  fail(`There is no server ${unknown}: say ${names.join(', ')} or down.`);
} else {
  await removeOrphans();
  const chosen = serverKinds.filter(({ name }) => words.every((word) => word === 'down') || words.includes(name));
  if (words.includes('down')) await Promise.all(chosen.map(({ name }) => stopServer(keptHome(name), 10_000)));
  else await start(chosen);
}

async function start(kinds: typeof serverKinds): Promise<void> {
  const outcomes = await Promise.allSettled(
    kinds.map(async (kind) => findServer(keptHome(kind.name)) ?? (await startServer(kind, keptHome(kind.name)))),
  );
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  process.stdout.write(started.flatMap(({ variables }) => shellExports(variables)).join(''));
  const messages = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [(outcome.reason as Error).message] : [],
  );
  for (const message of new Set(messages)) fail(message);
}

function shellExports(variables: Variables): readonly string[] {
  return Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
