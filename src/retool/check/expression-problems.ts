import { parse, parseExpressionAt, type Node } from 'acorn';
import { didYouMean } from '../../base/suggest.ts';
import type { Plugin, RetoolApp } from '../app.ts';
import type { AppProblem } from './app-problem.ts';
import { listOf, textOf } from './json-parts.ts';
import { freeNames } from './free-names.ts';
import { parseCode } from './parse-code.ts';
import { pluginTexts, type PluginText } from './plugin-texts.ts';
import { retoolNames } from './retool-names.ts';
import { embeddedIn } from './template-text.ts';

/** Every `{{ }}`, query and transformer is JavaScript, and names only plugins that its screen knows and what Retool offers. */
export function expressionProblems({ plugins }: RetoolApp): readonly AppProblem[] {
  return plugins.flatMap((plugin) => {
    const known = new Map(plugins.map(({ id, screen }) => [id, screen]));
    const texts = pluginTexts(plugin).flatMap((text) =>
      textProblems(text, plugin, known).map((message) => `${text.path}: ${message}`),
    );
    const watched = listOf(plugin.template['watchedParams']).flatMap((selector) =>
      nameProblems(textOf(selector).split(/[.[]/, 1), plugin, known).map((message) => `watchedParams: ${message}`),
    );
    return [...texts, ...watched].map((message) => ({ plugin: plugin.id, message }));
  });
}

/** The screen of each plugin. */
type Known = ReadonlyMap<string, string | undefined>;

function textProblems({ text, kind, names }: PluginText, plugin: Plugin, known: Known): readonly string[] {
  const inCode = (code: Node): readonly string[] =>
    nameProblems(
      freeNames(code).filter((name) => !names.includes(name)),
      plugin,
      known,
    );
  if (kind === 'template') {
    return embeddedIn(text).flatMap(({ source, expression, problem }) => {
      if (problem !== undefined) return [`${shortened(source)} is no JavaScript expression: ${problem}.`];
      return expression === undefined ? [] : inCode(expression).map((message) => `in ${shortened(source)} ${message}`);
    });
  }
  try {
    return inCode(kind === 'code' ? parseCode(text) : parseLiteral(text));
  } catch (error) {
    return [`it is no JavaScript: ${(error as Error).message}.`];
  }
}

/** Throws SyntaxError unless the whole text is one expression. */
function parseLiteral(text: string): Node {
  parse(`(${text}\n)`, { ecmaVersion: 'latest' });
  return parseExpressionAt(text, 0, { ecmaVersion: 'latest' });
}

function nameProblems(names: readonly string[], { screen }: Plugin, known: Known): readonly string[] {
  return names.flatMap((name) => {
    if (known.has(name)) {
      const its = known.get(name);
      return its === undefined || its === screen
        ? []
        : [`${name} stands on another screen, which cannot be seen from here.`];
    }
    if (retoolNames.has(name)) return [];
    return [
      `${name} is neither a widget, query or variable of the app nor one of Retool's names.${didYouMean(name, known.keys())}`,
    ];
  });
}

const shortened = (source: string): string => (source.length <= 80 ? source : `${source.slice(0, 77)}…`);
