import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import type { Place, Problem } from '../base/error.ts';
import { yamlMistake } from './yaml-mistake.ts';
import { mayHoldSecret, printSnippet } from './snippet.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML file as plain values that still know where they stand. */
export interface YamlDocument {
  readonly file: string;
  /** Objects have no prototype. Integers beyond 2^53 are bigints, all other numbers are numbers. */
  readonly value: unknown;
  /** The place of a value or of its key; for a path that is not there, the nearest parent that is. */
  placeOf(path: YamlPath, part?: 'key' | 'value'): Place;
  /** Where the text of a string begins: below `|`, or after the quote. `folded` when its lines are joined, so that places inside are lost. */
  textPlaceAt(path: YamlPath): { readonly line: number; readonly column: number; readonly folded: boolean } | undefined;
}

export type YamlResult =
  | { readonly kind: 'document'; readonly document: YamlDocument }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** Aliases can unfold a small file into a huge value. */
const maxAliases = 1000;

/**
 * Reads one YAML 1.2 document. Syntax errors, duplicate keys, tabs, unknown tags and aliases come back as CONFIG_INVALID problems with
 * line, column and snippet; the first of a kind only, since a parser that lost its way reports echoes.
 */
export function parseYaml(file: string, text: string): YamlResult {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    intAsBigInt: true,
    logLevel: 'silent',
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, ...printSnippet(text, line, col) };
  };
  const problem = (offset: number, mistake: { readonly message: string; readonly hint?: string }): Problem => ({
    code: 'CONFIG_INVALID',
    ...mistake,
    ...placeAt(offset),
  });
  const isSecret = (offset: number): boolean => mayHoldSecret(text, lines.linePos(offset).line);
  const first = documents[0];
  const mistakes = documents.flatMap((document): readonly YAMLError[] => [...document.errors, ...document.warnings]);
  if (mistakes.length > 0) {
    return {
      kind: 'problems',
      problems: firstOfEachCause(mistakes).map((one) =>
        problem(one.pos[0], yamlMistake(one, text, isSecret(one.pos[0]))),
      ),
    };
  }
  if (documents.length > 1) {
    const offset = documents[1]!.range[0];
    return {
      kind: 'problems',
      problems: [problem(offset, { message: 'a file holds one document; `---` begins a second one.' })],
    };
  }
  if (first === undefined || first.contents === null || (isScalar(first.contents) && first.contents.value === null)) {
    return { kind: 'problems', problems: [problem(0, { message: 'the file is empty.' })] };
  }
  try {
    const value = toPlain(first.contents, first, { aliasesLeft: maxAliases, isSecret });
    return { kind: 'document', document: makeDocument(file, text, first, value, placeAt) };
  } catch (error) {
    if (!(error instanceof YamlRefusal)) throw error;
    return { kind: 'problems', problems: [problem(error.offset, { message: error.message })] };
  }
}

/** A parser that lost its way at one token complains about all that follow; a duplicate key stands alone. */
function firstOfEachCause(mistakes: readonly YAMLError[]): readonly YAMLError[] {
  const standsAlone = (one: YAMLError): boolean => one.code === 'DUPLICATE_KEY' || one.code === 'TAG_RESOLVE_FAILED';
  const lost = mistakes.find((one) => !standsAlone(one));
  return [...mistakes.filter(standsAlone), ...(lost === undefined ? [] : [lost])].sort((a, b) => a.pos[0] - b.pos[0]);
}

class YamlRefusal extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

interface Budget {
  aliasesLeft: number;
  readonly isSecret: (offset: number) => boolean;
}

function toPlain(node: unknown, document: Document, budget: Budget): unknown {
  const offset = (node as Node | null)?.range?.[0] ?? 0;
  if (isAlias(node)) {
    budget.aliasesLeft -= 1;
    if (budget.aliasesLeft < 0) throw new YamlRefusal('the aliases of this file unfold into too many values.', offset);
    const target = node.resolve(document);
    if (target === undefined) throw new YamlRefusal(strayAlias(node.source, budget.isSecret(offset)), offset);
    return toPlain(target, document, budget);
  }
  if (isSeq(node)) return node.items.map((item) => toPlain(item, document, budget));
  if (isMap(node)) {
    const object = Object.create(null) as Record<string, unknown>;
    for (const pair of node.items) {
      if (!isScalar(pair.key))
        throw new YamlRefusal('a key must be a plain text.', (pair.key as Node | null)?.range?.[0] ?? offset);
      object[keyText(pair.key)] = toPlain(pair.value, document, budget);
    }
    return object;
  }
  if (!isScalar(node)) return null;
  const value: unknown = node.value;
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const strayAlias = (name: string, isSecret: boolean): string =>
  isSecret
    ? 'a text that begins with * needs quotes.'
    : `the alias *${name} has no anchor &${name} before it; a text that begins with * needs quotes.`;

const keyText = (key: Scalar): string =>
  typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));

function makeDocument(
  file: string,
  text: string,
  yaml: Document,
  value: unknown,
  placeAt: (offset: number) => Place,
): YamlDocument {
  const sourceLines = text.split(/\r?\n/);
  const find = (
    path: YamlPath,
  ): { readonly key: Node | undefined; readonly value: Node | undefined; readonly whole: boolean } => {
    let found: { key: Node | undefined; value: Node | undefined } = { key: undefined, value: yaml.contents as Node };
    for (const step of path) {
      const holder = isAlias(found.value) ? found.value.resolve(yaml) : found.value;
      if (isMap(holder)) {
        const pair = holder.items.find(
          (item) => isPair(item) && isScalar(item.key) && keyText(item.key) === String(step),
        );
        if (pair === undefined) return { ...found, whole: false };
        found = { key: pair.key as Node, value: (pair.value as Node | null) ?? undefined };
      } else if (isSeq(holder) && typeof step === 'number' && step < holder.items.length) {
        found = { key: undefined, value: holder.items[step] as Node };
      } else return { ...found, whole: false };
    }
    return { ...found, whole: true };
  };
  const scalarAt = (path: YamlPath): Scalar | undefined => {
    const { value: node, whole } = find(path);
    const resolved = isAlias(node) ? node.resolve(yaml) : node;
    return whole && isScalar(resolved) ? resolved : undefined;
  };
  return {
    file,
    value,
    placeOf(path, part = 'value') {
      const found = find(path);
      const node = part === 'key' || !found.whole ? (found.key ?? found.value) : (found.value ?? found.key);
      return placeAt(node?.range?.[0] ?? 0);
    },
    textPlaceAt(path) {
      const scalar = scalarAt(path);
      if (scalar?.range == null) return undefined;
      const { line = 1, column = 1 } = placeAt(scalar.range[0]);
      if (scalar.type === Scalar.BLOCK_FOLDED) return { line, column, folded: true };
      if (scalar.type === Scalar.BLOCK_LITERAL)
        return { line: line + 1, column: indentOf(scalar, sourceLines, line + 1), folded: false };
      const quoted = scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE;
      return { line, column: quoted ? column + 1 : column, folded: placeAt(scalar.range[1]).line !== line };
    },
  };
}

/** The column at which the lines of a `|` text begin: where its first line that is not blank stands in the file. */
function indentOf(scalar: Scalar, lines: readonly string[], firstLine: number): number {
  const content = String(scalar.value).split('\n');
  const index = content.findIndex((line) => line.trim() !== '');
  const inFile = lines[firstLine - 1 + index];
  return index < 0 || inFile === undefined ? 1 : inFile.length - content[index]!.length + 1;
}
