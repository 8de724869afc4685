// Documents per second of the files connector into the embedded store: activity events only, nothing else running. See ../README.md.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeData } from '../http/data.mjs';
import { machine, median, readOptions, say } from '../http/options.mjs';
import { memoryMb, stop } from '../http/processes.mjs';
import { makeProject, startRockpool, untilLoaded } from '../http/rockpool.mjs';

const options = readOptions();
mkdirSync(options.folder, { recursive: true });
const data = await makeData(options.folder, options);
const rounds = [];
for (let round = 0; round < options.rounds; round++) {
  say(`round ${round + 1}`);
  const folder = join(options.folder, 'ingest');
  rmSync(folder, { recursive: true, force: true });
  const project = makeProject(folder);
  const server = await startRockpool(project);
  // The file appears whole once the server waits for it, so that its start is not counted.
  mkdirSync(join(folder, 'topics'), { recursive: true });
  const beganMs = performance.now();
  cpSync(join(data, 'topics/user_activity.ndjson'), join(folder, 'topics/user_activity.ndjson'));
  await untilLoaded(server, { user_activity: options.activities });
  const seconds = (performance.now() - beganMs) / 1000;
  rounds.push({
    seconds,
    documentsPerSecond: Math.round(options.activities / seconds),
    memoryMb: memoryMb(server.child),
  });
  await stop(server.child);
}

const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  documents: options.activities,
  documentsPerSecond: median(rounds.map((round) => round.documentsPerSecond)),
  memoryMb: Math.max(...rounds.map((round) => round.memoryMb)),
  rounds,
};
// What a smoke run measures means nothing, so it stays beside the data.
const results = options.smoke ? options.folder : fileURLToPath(new URL('../results/', import.meta.url));
mkdirSync(results, { recursive: true });
writeFileSync(join(results, `${result.date}-ingest-files.json`), `${JSON.stringify(result, null, 2)}\n`);
console.log(
  `${result.documentsPerSecond} documents/s, median of ${rounds.length} × ${result.documents} activities; ${result.memoryMb} MB`,
);
process.exit(0);
