// Flags that every bench has: `--smoke`, `--folder`, its numbers, and one list of what to run.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Numbers from the full or the smoke run, each changed by its flag; `folder` for the data; `list.flag` from `--<flag> a,b`, all of `list.all`
 * without it. `texts`: other flags with their defaults. What is a whole number in the smoke run must be one.
 */
export function readFlags({ full, smoke, list, texts = {} }) {
  const { values } = parseArgs({
    options: {
      smoke: { type: 'boolean', default: false },
      folder: { type: 'string', default: join(tmpdir(), 'rockpool-bench') },
      [list.flag]: { type: 'string', default: list.all.join(',') },
      ...Object.fromEntries(Object.keys(full).map((name) => [name, { type: 'string' }])),
      ...Object.fromEntries(Object.entries(texts).map(([name, preset]) => [name, { type: 'string', default: preset }])),
    },
  });
  const presets = Object.entries(values.smoke ? smoke : full);
  const numbers = Object.fromEntries(presets.map(([name, preset]) => [name, Number(values[name] ?? preset)]));
  for (const [name, number] of Object.entries(numbers)) {
    const isWhole = Number.isInteger(smoke[name]);
    if (!(number > 0) || (isWhole && !Number.isInteger(number)))
      throw new Error(`--${name} is a ${isWhole ? 'whole ' : ''}number above 0.`);
  }
  const chosen = values[list.flag].split(',');
  const unknown = chosen.find((name) => !list.all.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${list.one} "${unknown}"; there are ${list.all.join(', ')}.`);
  return { ...values, ...numbers, [list.flag]: chosen };
}
