// Flags of the benches: sizes and times, `--smoke` for a run of less than a minute.
import { cpus, totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execFileSync } from 'node:child_process';

const full = {
  users: 100_000,
  products: 2_000,
  activities: 1_000_000,
  purchases: 300_000,
  extra: 400_000,
  seconds: 3,
  rounds: 3,
  rest: 30,
  deploys: 200,
};
const smoke = {
  users: 2_000,
  products: 200,
  activities: 20_000,
  purchases: 6_000,
  extra: 10_000,
  seconds: 0.4,
  rounds: 1,
  rest: 1,
  deploys: 10,
};
export const servers = ['constant', 'duckdb', 'duckdb-indexed', 'rockpool'];

/** Numbers from the full or the smoke run, each changed by its flag; `servers` from `--servers a,b`; `folder` for the data. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      smoke: { type: 'boolean', default: false },
      servers: { type: 'string', default: servers.join(',') },
      connections: { type: 'string', default: '1,16,50' },
      folder: { type: 'string', default: join(tmpdir(), 'rockpool-bench') },
      ...Object.fromEntries(Object.keys(full).map((name) => [name, { type: 'string' }])),
    },
  });
  const numbers = Object.entries(values.smoke ? smoke : full).map(([name, preset]) => [
    name,
    Number(values[name] ?? preset),
  ]);
  const wrong = numbers.find(([, number]) => !(number > 0));
  if (wrong !== undefined) throw new Error(`--${wrong[0]} is a number above 0.`);
  const chosen = values.servers.split(',');
  const unknown = chosen.find((name) => !servers.includes(name));
  if (unknown !== undefined) throw new Error(`There is no server "${unknown}"; there are ${servers.join(', ')}.`);
  return {
    ...Object.fromEntries(numbers),
    smoke: values.smoke,
    servers: chosen,
    connections: values.connections.split(',').map(Number),
    folder: values.folder,
  };
}

export function machine() {
  const version = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    cpu: cpus()[0]?.model,
    node: process.version,
    version,
  };
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Says what is going on, beside the result. */
export const say = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);
