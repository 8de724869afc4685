import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { objectsOf, textOf } from '../plan/tree.ts';

/**
 * The texts that a column of a statement (`json_serialize_sql`) can be, where they stand in it: a constant, or a CASE whose results are
 * constants. NULL is none. Undefined for whatever is computed, and for a column that the outermost SELECT does not name.
 */
export function possibleTexts(tree: JsonObject, column: string): readonly string[] | undefined {
  const [statement] = objectsOf(tree['statements']);
  const node = statement?.['node'];
  if (!isJsonObject(node) || node['type'] !== 'SELECT_NODE') return undefined;
  const item = objectsOf(node['select_list']).find(({ alias }) => alias === column);
  return textsOf(item);
}

function textsOf(expression: Json | undefined): readonly string[] | undefined {
  if (!isJsonObject(expression)) return undefined;
  if (expression['type'] === 'VALUE_CONSTANT') {
    const value = expression['value'];
    if (!isJsonObject(value)) return undefined;
    return value['is_null'] === true ? [] : [textOf(value['value'])];
  }
  if (expression['type'] !== 'CASE_EXPR') return undefined;
  const results = objectsOf(expression['case_checks']).map(({ then_expr }) => textsOf(then_expr));
  const all = [...results, textsOf(expression['else_expr'])];
  return all.some((texts) => texts === undefined) ? undefined : all.flatMap((texts) => texts ?? []);
}
