// The SQL of this project's lambdas as DuckDB takes it: every server of the bench runs the same statements.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export const lambdas = ['profile', 'total_spend', 'recommendation'];
const types = { string: 'VARCHAR', int: 'BIGINT' };

/** The statement, and the values of the parameters that have a default. */
export function lambdaSql(name) {
  const file = parse(readFileSync(new URL(`../../lambdas/${name}.yaml`, import.meta.url), 'utf8'));
  let { sql } = file;
  const defaults = {};
  for (const [parameter, { type, default: value }] of Object.entries(file.parameters)) {
    sql = sql.replaceAll(new RegExp(`(?<!:):${parameter}\\b`, 'g'), `CAST($${parameter} AS ${types[type]})`);
    if (value !== undefined) defaults[parameter] = value;
  }
  return { sql, defaults };
}
