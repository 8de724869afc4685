// Flags of this bench, and where its servers are.
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const full = { events: 300_000, partitions: 4, rows: 1_000_000, samples: 200, rounds: 5 };
const smoke = { events: 5_000, partitions: 4, rows: 5_000, samples: 10, rounds: 1 };
export const parts = ['kafka', 'latency', 's3'];

/** Numbers from the full or the smoke run, each changed by its flag; `only` from `--only kafka,latency,s3`; `folder` for the data. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      smoke: { type: 'boolean', default: false },
      only: { type: 'string', default: parts.join(',') },
      folder: { type: 'string', default: join(tmpdir(), 'rockpool-bench') },
      ...Object.fromEntries(Object.keys(full).map((name) => [name, { type: 'string' }])),
    },
  });
  const numbers = Object.entries(values.smoke ? smoke : full).map(([name, preset]) => [
    name,
    Number(values[name] ?? preset),
  ]);
  const wrong = numbers.find(([, number]) => !(Number.isInteger(number) && number > 0));
  if (wrong !== undefined) throw new Error(`--${wrong[0]} is a whole number above 0.`);
  const only = values.only.split(',');
  const unknown = only.find((name) => !parts.includes(name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}"; there are ${parts.join(', ')}.`);
  return { ...Object.fromEntries(numbers), smoke: values.smoke, only, folder: values.folder };
}

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
