import { isJsonObject } from '../../../base/json.ts';
import type { Plugin, RetoolApp } from '../../app.ts';
import { textOf } from '../json-parts.ts';
import { parseCode } from '../parse-code.ts';
import { wholeExpression } from '../template-text.ts';
import { followRows } from './follow-rows.ts';
import { makeScope, type Scope } from './scope.ts';
import { elementOf, list, object, reply, returning, row, type RowSource, type Shape } from './shape.ts';

/** What the ids of an app stand for. `sources` are its queries whose rows are known, by id. */
export function pluginScope({ plugins }: RetoolApp, sources: ReadonlyMap<string, RowSource>): Scope {
  const byId = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  const known = new Map<string, Shape | undefined>();
  const scope = makeScope((id) => {
    const plugin = byId.get(id);
    if (plugin === undefined || known.has(id)) return known.get(id);
    // While it is looked at, nothing is known of it: plugins may name each other in a circle.
    known.set(id, undefined);
    const shape = shapeOf(plugin, sources.get(id), scope);
    known.set(id, shape);
    return shape;
  });
  return scope;
}

function shapeOf(plugin: Plugin, source: RowSource | undefined, scope: Scope): Shape | undefined {
  const { type, subtype, template } = plugin;
  if (type === 'function') return object({ value: codeShape(textOf(template['funcBody']), scope) });
  if (type === 'datasource') {
    const isCode = subtype === 'JavascriptQuery';
    const raw = source === undefined ? undefined : reply(source);
    const made = isCode ? codeShape(textOf(template['query']), scope) : raw;
    const data = template['enableTransformer'] === true ? transformed(template, made, scope) : made;
    return object({ data, rawData: raw, trigger: returning(data) });
  }
  return type === 'widget' ? widgetShape(plugin, templateShape(textOf(template['data']), scope)) : undefined;
}

function transformed(template: Plugin['template'], data: Shape | undefined, scope: Scope): Shape | undefined {
  const inner = scope.inner();
  inner.declare('data', data);
  return codeShape(textOf(template['transformer']), inner);
}

/** What a widget offers of the rows that it shows. */
function widgetShape({ subtype, template }: Plugin, data: Shape | undefined): Shape {
  const one = elementOf(data);
  if (one === undefined) return object({ data });
  if (subtype !== 'TableWidget2') return object({ data, selectedItem: one, selectedItems: list(one) });
  const shown = one.kind === 'row' ? row(one.source, [...one.more, ...addedNames(template)]) : one;
  return object({
    data,
    selectedRow: shown,
    selectedRows: list(shown),
    selectedSourceRow: one,
    selectedSourceRows: list(one),
  });
}

/** A table's own columns, which its rows have too. */
export const addedNames = (template: Plugin['template']): readonly string[] =>
  ['_columnKey', '_columnReferenceId'].flatMap((key) => {
    const map = template[key];
    return isJsonObject(map) ? Object.values(map).map(textOf) : [];
  });

/** What a text gives that is one `{{ }}`. */
export function templateShape(text: string, scope: Scope): Shape | undefined {
  const expression = wholeExpression(text);
  return expression === undefined ? undefined : followRows(expression, scope).shape;
}

function codeShape(code: string, scope: Scope): Shape | undefined {
  try {
    return followRows(parseCode(code), scope).shape;
  } catch {
    return undefined;
  }
}
