import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { QualifiedName } from '../base/name.ts';
import { pureFunctions, tableFunctions } from '../sql/pure-functions.ts';
import type { Refusal } from './allowed.ts';
import { everyObject, locationOf, textOf } from './tree.ts';

/**
 * Judges what binding made of a statement (`json_serialize_plan(…, optimize := false)`): every function and aggregate must be pure, every
 * scan one of a collection or of an allowed table function. Undefined when all is well.
 */
export function judgePlan(
  plan: Json,
  resolve: (schema: string, table: string) => QualifiedName | undefined,
): Refusal | undefined {
  for (const part of everyObject(plan)) {
    const what = problemOf(part, resolve);
    if (what === undefined) continue;
    const location = locationOf(part);
    return {
      code: 'SQL_NOT_ALLOWED',
      message: `${what} is not allowed.`,
      ...(location === undefined ? {} : { location }),
    };
  }
  return undefined;
}

function problemOf(part: JsonObject, resolve: (schema: string, table: string) => unknown): string | undefined {
  const name = textOf(part['name']).toLowerCase();
  switch (part['expression_class']) {
    case 'BOUND_FUNCTION':
    case 'BOUND_AGGREGATE':
      return pureFunctions.has(name) || tableFunctions.has(name) ? undefined : `The function "${name}"`;
    case 'BOUND_WINDOW':
      return name === '' || pureFunctions.has(name) ? undefined : `The function "${name}"`;
    default:
      break;
  }
  if (part['type'] !== 'LOGICAL_GET') return undefined;
  if (tableFunctions.has(name)) return undefined;
  const data = isJsonObject(part['function_data']) ? part['function_data'] : {};
  const [schema, table] = [textOf(data['schema']), textOf(data['table'])];
  const isCollection = name === 'seq_scan' && schema !== '' && resolve(schema, table) !== undefined;
  return isCollection ? undefined : `The table "${table === '' ? name : table}"`;
}
