// Flags of the benches: sizes and times, `--smoke` for a run of less than a minute.
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { readFlags } from '../read-flags.mjs';

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

/** The numbers above, `folder`, `servers` from `--servers a,b`, and `connections` from `--connections 1,16`. */
export function readOptions() {
  const list = { flag: 'servers', one: 'server', all: servers };
  const { connections, ...options } = readFlags({ full, smoke, list, texts: { connections: '1,16,50' } });
  return { ...options, connections: connections.split(',').map(Number) };
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
