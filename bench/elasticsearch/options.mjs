// Flags of this bench.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** `chunk`: documents that each way of loading takes in turn. `samples`: documents written one by one. `calls`: of the ten-row lambda. */
const full = {
  users: 100_000,
  products: 2_000,
  activities: 1_000_000,
  purchases: 300_000,
  chunk: 50_000,
  seconds: 5,
  rounds: 5,
  samples: 100,
  calls: 10_000,
};
const smoke = {
  users: 1_000,
  products: 20,
  activities: 10_000,
  purchases: 3_000,
  chunk: 5_000,
  seconds: 0.5,
  rounds: 1,
  samples: 3,
  calls: 100,
};
export const parts = ['ingest', 'lambdas', 'reads', 'age', 'memory'];

/** Numbers from the full or the smoke run, each changed by its flag; `only` from `--only ingest,lambdas,reads,age,memory`. */
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
  const wrong = numbers.find(([, number]) => !(number > 0));
  if (wrong !== undefined) throw new Error(`--${wrong[0]} is a number above 0.`);
  const only = values.only.split(',');
  const unknown = only.find((name) => !parts.includes(name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}"; there are ${parts.join(', ')}.`);
  return { ...Object.fromEntries(numbers), smoke: values.smoke, only, folder: values.folder };
}
