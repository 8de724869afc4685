// Puts a constant, two hand-written servers and Rockpool side by side, on the same data in one run. See ../README.md.
import { mkdirSync, rmSync, statSync, writeFileSync, appendFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeBareDatabase } from './bare-database.mjs';
import { makeData, writeActivities } from './data.mjs';
import { lambdas } from './lambda-sql.mjs';
import { runLoad } from './load.mjs';
import { measureCells } from './measure-cells.mjs';
import { machine, median, readOptions, say } from './options.mjs';
import { memoryMb, startNode, stop, until } from './processes.mjs';
import { printReport } from './report.mjs';
import {
  authorization,
  command,
  lambdaPath,
  makeDemoProject,
  makeProject,
  query,
  startRockpool,
  untilLoaded,
} from './rockpool.mjs';

const options = readOptions();
const withRockpool = options.servers.includes('rockpool');
const result = { date: new Date().toISOString().slice(0, 10), machine: machine(), options };

say('making data');
mkdirSync(options.folder, { recursive: true });
const data = await makeData(options.folder, options);
/** Each call asks for another customer, so that no server can share or keep an answer. */
const users = Array.from({ length: 2_000 }, (_, n) => `u-${1 + ((n * 7919) % options.users)}`);

if (withRockpool) {
  result.empty = await measureEmptyProject();
  result.demo = await measureDemoStart();
}
const rockpool = withRockpool ? await loadRockpool() : undefined;
const running = await startServers();
await assertSameAnswers();
result.cells = await measureCells({ ...options, lambdas, servers: running, users });
if (rockpool !== undefined) result.ingestWhileServing = await measureIngestWhileServing();
for (const { child } of running) await stop(child);

// What a smoke run measures means nothing, so it stays beside the data.
const results = options.smoke ? options.folder : fileURLToPath(new URL('../results/', import.meta.url));
const name = `${result.date}-http`;
mkdirSync(results, { recursive: true });
writeFileSync(join(results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
const report = printReport(result);
writeFileSync(join(results, `${name}.md`), report);
console.log(report);
process.exit(0);

async function measureEmptyProject() {
  say('Rockpool without data: start, memory, deploying');
  const project = makeProject();
  const server = await startRockpool(project);
  await pause(options.rest * 1000);
  const restMb = memoryMb(server.child);
  for (let n = 0; n < options.deploys; n++) {
    writeFileSync(
      join(project, 'lambdas', `bench_${n}.yaml`),
      `parameters:\n  userid: { type: string }\nsql: |\n  SELECT :userid AS user_id, count(*) AS n FROM range(${n + 1}) AS numbers(i) WHERE i > 1\n`,
    );
  }
  const deployMs = await command(project, server.port, ['deploy']);
  const deployUnchangedMs = await command(project, server.port, ['deploy']);
  await stop(server.child);
  return {
    readyMs: server.readyMs,
    restSeconds: options.rest,
    restMb,
    lambdas: options.deploys,
    deployMs,
    deployUnchangedMs,
  };
}

async function measureDemoStart() {
  say('Rockpool: start of the demo');
  const readyMs = [];
  for (let round = 0; round < options.rounds; round++) {
    const server = await startRockpool(makeDemoProject(), { demo: true });
    readyMs.push(server.readyMs);
    await stop(server.child);
  }
  return { readyMs: median(readyMs) };
}

async function loadRockpool() {
  say('Rockpool: loading the data with the files connector');
  // Its own copy: more is appended to it later.
  const copy = join(options.folder, 'followed');
  rmSync(copy, { recursive: true, force: true });
  for (const part of ['topics', 'buckets']) cpSync(join(data, part), join(copy, part), { recursive: true });
  const beganMs = performance.now();
  const server = await startRockpool(makeProject(copy));
  const { activities, purchases } = options;
  await untilLoaded(server, {
    user_activity: activities,
    user_purchases: purchases,
    users: options.users,
    products: options.products,
  });
  const seconds = (performance.now() - beganMs) / 1000;
  const documents = activities + purchases + options.users + options.products;
  result.ingest = {
    documents,
    seconds: round(seconds),
    documentsPerSecond: Math.round(documents / seconds),
    memoryMb: memoryMb(server.child),
  };
  return { ...server, topic: join(copy, 'topics/user_activity.ndjson') };
}

async function startServers() {
  say('starting the others');
  const started = [];
  for (const server of options.servers) {
    if (server === 'rockpool') {
      started.push({ name: server, ...rockpool, path: lambdaPath, authorization });
      continue;
    }
    const args =
      server === 'constant'
        ? [server]
        : ['duckdb', await makeBareDatabase(data, { indexed: server === 'duckdb-indexed' })];
    const child = startNode([fileURLToPath(new URL('bare-server.mjs', import.meta.url)), ...args]);
    const port = await until(child, 'listening', () => (/^\d+\n/.test(child.said) ? Number(child.said) : undefined));
    started.push({ name: server, child, port, path: (lambda) => `/${lambda}`, authorization: undefined });
  }
  return started;
}

/** A fast wrong answer is none. Timestamps and 64-bit numbers look different on the wire of DuckDB's own JSON. */
async function assertSameAnswers() {
  const real = running.filter((server) => server.name !== 'constant');
  for (const lambda of lambdas) {
    for (const user of users.slice(0, 20)) {
      const answers = await Promise.all(
        real.map(async (server) => {
          const answer = await fetch(`http://127.0.0.1:${server.port}${server.path(lambda)}`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              ...(server.authorization === undefined ? {} : { authorization: server.authorization }),
            },
            body: JSON.stringify({ arguments: { userid: user } }),
          });
          const { results } = await answer.json();
          return JSON.stringify(
            results?.map((row) =>
              Object.entries(row)
                .filter(([key]) => key !== 'created_at')
                .map(([key, value]) => [key, String(value)]),
            ),
          );
        }),
      );
      if (answers.some((answer) => answer === undefined || answer !== answers[0])) {
        throw new Error(
          `${lambda} of ${user} differs: ${real.map((server, index) => `${server.name} ${answers[index]}`).join('; ')}`,
        );
      }
    }
  }
}

async function measureIngestWhileServing() {
  say('Rockpool: more activities while lambdas run at 60 calls/s');
  const more = join(options.folder, 'more.ndjson');
  await writeActivities(more, options, options.extra, options.activities + 1);
  const before = Number((await query(rockpool.port, 'SELECT count(*) AS n FROM user_activity'))[0].n);
  const lines = readFileSync(more);
  const requests = users.slice(0, 600).flatMap((user) =>
    lambdas.map((lambda) => ({
      name: lambda,
      path: lambdaPath(lambda),
      body: JSON.stringify({ arguments: { userid: user } }),
    })),
  );
  // Long enough to cover the whole load at half the rate that is hoped for.
  const seconds = Math.max(2, options.extra / 15_000);
  const serving = runLoad({ port: rockpool.port, authorization, connections: 6, seconds, rate: 60, requests });
  await pause(500);
  const beganMs = performance.now();
  appendFileSync(rockpool.topic, lines);
  await untilLoaded(rockpool, { user_activity: before + options.extra });
  const ingestSeconds = (performance.now() - beganMs) / 1000;
  const { byName } = await serving;
  return {
    documents: options.extra,
    bytes: statSync(more).size,
    seconds: round(ingestSeconds),
    documentsPerSecond: Math.round(options.extra / ingestSeconds),
    lambdas: byName,
    memoryMb: memoryMb(rockpool.child),
  };
}

function round(number) {
  return Math.round(number * 100) / 100;
}
