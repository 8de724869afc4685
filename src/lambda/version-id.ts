import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../base/json.ts';
import type { LambdaContent } from './lambda.ts';

/**
 * The first 16 hex digits of SHA-256 over workspace, name, SQL, description and name + type + default of each parameter, sorted by name, without
 * separators; what is absent contributes `null`. This is Rockset's formula, so ids of old lambdas stay. Constraints, limits and cache, which it does not
 * know, follow as canonical JSON when there are any.
 */
export function versionId(content: LambdaContent): string {
  // Sorted by bytes of UTF-8, which for odd names is another order than JavaScript's.
  const parameters = [...content.parameters].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const parts = [
    content.workspace,
    content.name,
    content.sql,
    content.description ?? 'null',
    ...parameters.flatMap(({ name, type, typeWord, default: standard }) => [
      name,
      typeWord ?? type,
      standard ?? 'null',
    ]),
    ...extension(content),
  ];
  return createHash('sha256').update(parts.join(''), 'utf8').digest('hex').slice(0, 16);
}

/** Everything that decides an answer, without presentation: equal texts are equal contents. */
export function contentText(content: LambdaContent): string {
  return canonicalJson({
    sql: content.sql,
    description: content.description ?? null,
    parameters: [...content.parameters]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, type, typeWord, default: standard }) => [name, typeWord ?? type, standard ?? null]),
    more: [...extension(content)],
  });
}

function extension({ parameters, limits, cacheMaxAgeMs }: LambdaContent): readonly string[] {
  const constraints = parameters
    .filter((one) => one.constraints !== undefined)
    .map((one): [string, Json] => [one.name, { ...one.constraints }]);
  const more: Record<string, Json> = {
    ...(constraints.length === 0 ? {} : { constraints: Object.fromEntries(constraints) }),
    ...(limits === undefined ? {} : { limits: { ...limits } }),
    ...(cacheMaxAgeMs === undefined ? {} : { cacheMaxAgeMs }),
  };
  return Object.keys(more).length === 0 ? [] : [canonicalJson(more)];
}
