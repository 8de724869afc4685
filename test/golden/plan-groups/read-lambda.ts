import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** The SQL of a lambda of the repository's own project, over the collections of `group-shop.ts`. */
export async function readProjectLambda(name: string): Promise<string> {
  const text = await readFile(new URL(`../../../lambdas/${name}.yaml`, import.meta.url), 'utf8');
  const { sql } = parse(text) as { readonly sql: string };
  return sql.replaceAll(/\buser_(purchases|activity)\b/g, '$1');
}
