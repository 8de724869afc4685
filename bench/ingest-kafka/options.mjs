// Flags of this bench, and where its servers are.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readFlags } from '../read-flags.mjs';

const full = { events: 300_000, partitions: 4, rows: 1_000_000, samples: 200, rounds: 5 };
const smoke = { events: 5_000, partitions: 4, rows: 5_000, samples: 10, rounds: 1 };
export const parts = ['kafka', 'latency', 's3'];

/** The numbers above, `folder`, and `only` from `--only kafka,latency,s3`. */
export const readOptions = () => readFlags({ full, smoke, list: { flag: 'only', one: 'part', all: parts } });

/** Of the environment, or what `npm run servers` left running. */
export function serverAddress(server, variable) {
  const named = process.env[variable];
  if (named !== undefined && named !== '') return named;
  const file = fileURLToPath(new URL(`../../.servers/kept/${server}/server.json`, import.meta.url));
  try {
    return JSON.parse(readFileSync(file, 'utf8')).variables[variable];
  } catch {
    throw new Error(`Run \`npm run servers -- ${server}\` first, or set ${variable}.`);
  }
}
