import type { Node } from 'acorn';
import type { LambdaContract } from '../../api/lambda-contract.ts';
import { printQualified } from '../../base/name.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Plugin, RetoolApp } from '../app.ts';
import type { ExportedApp } from '../codec/decode-app.ts';
import type { AppProblem } from './app-problem.ts';
import { textOf } from './json-parts.ts';
import { callProblems, contractOfCall } from './lambdas/call-problems.ts';
import { columnLists, type WrongColumn } from './lambdas/column-lists.ts';
import { followRows } from './lambdas/follow-rows.ts';
import { lambdaCallOf } from './lambdas/lambda-call.ts';
import { addedNames, pluginScope, templateShape } from './lambdas/plugin-shapes.ts';
import type { Scope } from './lambdas/scope.ts';
import { elementOf, reply, row, type RowSource } from './lambdas/shape.ts';
import { parseCode } from './parse-code.ts';
import { pluginTexts, type PluginText } from './plugin-texts.ts';
import { embeddedIn } from './template-text.ts';

/**
 * What of an app does not fit the lambdas that are deployed with a tag: REST queries that call another lambda or another tag, give an argument
 * that it does not take or lack one that it requires, and whatever reads a column that it does not return. Silent where the file alone does
 * not tell. Nothing of the app is executed.
 */
export function checkAgainstLambdas(
  app: ExportedApp | RetoolApp,
  contracts: readonly LambdaContract[],
  tag: string,
): readonly AppProblem[] {
  const sources = new Map<string, RowSource>();
  const problems: AppProblem[] = [];
  for (const plugin of app.plugins) {
    const call = lambdaCallOf(plugin);
    if (call === undefined) continue;
    problems.push(...callProblems(call, contracts, tag).map((message) => ({ plugin: plugin.id, message })));
    const columns = contractOfCall(call, contracts, tag)?.columns;
    if (columns === undefined || !call.executes) continue;
    const names = new Set(columns.map(({ name }) => name));
    sources.set(plugin.id, { query: plugin.id, lambda: printQualified(call), columns: names });
  }
  const scope = pluginScope(app, sources);
  for (const plugin of app.plugins) {
    const wrong = [...columnLists(plugin, scope), ...textReads(plugin, sources.get(plugin.id), scope)];
    const messages = new Set(wrong.map(printWrong));
    problems.push(...[...messages].map((message) => ({ plugin: plugin.id, message })));
  }
  return problems;
}

const printWrong = ({ path, column, source }: WrongColumn): string =>
  `${path}: reads the column ${JSON.stringify(column)}, which ${source.lambda} (query ${source.query}) does not return.${didYouMean(column, source.columns)}`;

/** Columns that the code of a plugin reads and that are not there. Code that does not parse is passed over. */
function textReads(plugin: Plugin, source: RowSource | undefined, scope: Scope): readonly WrongColumn[] {
  const own = ownScope(plugin, scope);
  return pluginTexts(plugin).flatMap((text) => {
    const inner = own.inner();
    for (const name of text.names) inner.declare(name, undefined);
    if (text.path === 'transformer' && source !== undefined) inner.declare('data', reply(source));
    return codesOf(text).flatMap((code) => followRows(code, inner).wrong.map((one) => ({ ...one, path: text.path })));
  });
}

function codesOf({ kind, text }: PluginText): readonly Node[] {
  if (kind === 'template') return embeddedIn(text).flatMap(({ expression }) => expression ?? []);
  try {
    return [parseCode(text)];
  } catch {
    return [];
  }
}

/** What a widget that shows rows calls the one that an expression is about. */
function ownScope({ type, subtype, template }: Plugin, scope: Scope): Scope {
  const own = scope.inner();
  const one = type === 'widget' ? elementOf(templateShape(textOf(template['data']), scope)) : undefined;
  const isTable = subtype === 'TableWidget2';
  own.declare('item', isTable ? undefined : one);
  own.declare('currentSourceRow', one);
  own.declare('currentRow', isTable && one?.kind === 'row' ? row(one.source, addedNames(template)) : one);
  return own;
}
