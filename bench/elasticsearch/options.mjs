// Flags of this bench.
import { readFlags } from '../read-flags.mjs';

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

/** The numbers above, `folder`, and `only` from `--only ingest,lambdas,reads,age,memory`. */
export const readOptions = () => readFlags({ full, smoke, list: { flag: 'only', one: 'part', all: parts } });
