import { describe, expect, it } from 'vitest';
import { parseYaml, type YamlDocument } from './yaml-document.ts';

const problemsOf = (text: string) => {
  const result = parseYaml('a.yaml', text);
  return result.kind === 'problems'
    ? result.problems.map(({ line, column, message, hint }) => ({ at: `${line}:${column}`, message, hint }))
    : [];
};

const documentOf = (text: string): YamlDocument => {
  const result = parseYaml('a.yaml', text);
  if (result.kind === 'problems') throw new Error(result.problems[0]!.message);
  return result.document;
};

describe('a YAML document', () => {
  it('holds plain values without prototype, integers beyond 2^53 with all digits', () => {
    const { value } = documentOf(
      'a: 1\nb: 9007199254740993\nc: [x, 1.5, true, ~]\n__proto__: { x: 1 }\n5: five\nd: 2026-01-01\n',
    );

    expect(value).toEqual(
      Object.assign(Object.create(null), {
        a: 1,
        b: 9007199254740993n,
        c: ['x', 1.5, true, null],
        5: 'five',
        d: '2026-01-01',
        ['__proto__']: Object.assign(Object.create(null), { x: 1 }),
      }),
    );
    expect(Object.getPrototypeOf(value)).toBeNull();
  });

  it('knows the place of keys and values, and of the nearest parent of what is not there', () => {
    const document = documentOf('a:\n  b: { c: 1, d: [x, y] }\n');

    expect(document.placeOf(['a', 'b', 'd', 1])).toEqual({
      file: 'a.yaml',
      line: 2,
      column: 21,
      snippet: '    b: { c: 1, d: [x, y] }\n                      ^',
    });
    expect(document.placeOf(['a', 'b', 'c'], 'key')).toMatchObject({ line: 2, column: 8 });
    expect(document.placeOf(['a', 'b', 'zz'])).toMatchObject({ line: 2, column: 3 });
    expect(document.placeOf([])).toMatchObject({ line: 1, column: 1 });
  });

  it('never shows a line that may hold a secret', () => {
    const document = documentOf('store: { engine: x, api_key: "hunter2" }\n');

    expect(document.placeOf(['store', 'engine'])).toEqual({ file: 'a.yaml', line: 1, column: 18 });
  });

  it('never shows a line among the integrations, and shows those after them', () => {
    const document = documentOf('integrations:\n  a:\n    pasword:\n      hunter2\nserver: { port: 1 }\n');

    expect(document.placeOf(['integrations', 'a', 'pasword'])).toEqual({ file: 'a.yaml', line: 4, column: 7 });
    expect(document.placeOf(['server'])).toMatchObject({ line: 5, snippet: '  server: { port: 1 }\n          ^' });
  });

  it.each([
    ['password: !hunter2', '4:17 unresolved tag.'],
    ['password: *hunter2', '4:17 a text that begins with * needs quotes.'],
    ['password: @hunter2', '4:17 plain value cannot start with reserved character @.'],
    ['password: "\\hunter2"', '4:18 invalid escape sequence.'],
    ['password: "hunter2', '5:1 missing closing "quote.'],
    ['password: hunter2: x', '4:17 a text that contains ": " needs quotes.'],
    ['password: {hunter2', '5:1 flow map in block collection must be sufficiently indented and end with a }.'],
    ['hunter2', undefined],
  ])('keeps a secret to itself in %j', (line, expected) => {
    const result = parseYaml('a.yaml', `integrations:\n  a:\n    sasl:\n      ${line}\n`);

    const problem = result.kind === 'problems' ? result.problems[0] : undefined;
    expect(JSON.stringify(problem) ?? '').not.toContain('hunter2');
    expect(problem && `${problem.line}:${problem.column} ${problem.message}`).toBe(expected);
  });

  it.each([
    ['sql: |\n  SELECT 1\n  FROM x\n', { line: 2, column: 3, folded: false }],
    ['a: 1\nsql: |-\n\n      SELECT 1\n', { line: 3, column: 7, folded: false }],
    ['sql: |2\n    SELECT 1\n', { line: 2, column: 3, folded: false }],
    ['sql: |\r\n  SELECT 1\r\n', { line: 2, column: 3, folded: false }],
    ['sql: SELECT 1\n', { line: 1, column: 6, folded: false }],
    ['sql: "SELECT 1"\n', { line: 1, column: 7, folded: false }],
    ['sql: >\n  SELECT\n  1\n', { line: 1, column: 6, folded: true }],
    ['sql: SELECT\n  1\n', { line: 1, column: 6, folded: true }],
  ])('finds where the text of %j begins', (text, place) => {
    expect(documentOf(text).textPlaceAt(['sql'])).toEqual(place);
  });

  it('follows aliases', () => {
    expect(documentOf('a: &x [1]\nb: *x\n').value).toMatchObject({ a: [1], b: [1] });
  });

  it.each([
    ['p: { type: string[], x: 1 }\n', '1:18', 'a type like string[] needs quotes inside { }.', 'Write "string[]".'],
    ['p: { t: ${X:-y} }\n', '1:10', 'a value with ${…} needs quotes inside { }.', 'Write "${NAME}".'],
    ['a:\n\tb: 1\n', '2:1', 'a tab is used as indentation.', 'Indent with spaces.'],
    ['a: 1\nb: 2\na: 3\n', '3:1', 'the key "a" stands twice in the same place.', 'Keep one of them.'],
    ['a: b: c\n', '1:4', 'a text that contains ": " needs quotes.', 'Put the whole value in quotes.'],
    ['a: "x\n', '2:1', 'missing closing "quote.', 'Close what was opened, or indent the line like its neighbours.'],
    ['a: @x\n', '1:4', 'plain value cannot start with reserved character @.', 'Put the whole value in quotes.'],
    [
      'a: [1\nb: 2\n',
      '2:1',
      'flow sequence in block collection must be sufficiently indented and end with a ].',
      'Indent it like its neighbours, and close every { and [.',
    ],
    [
      'a: !secret x\n',
      '1:4',
      'unresolved tag: !secret.',
      'Values here are plain; a text that begins with ! needs quotes.',
    ],
    [
      'a: *nope\n',
      '1:4',
      'the alias *nope has no anchor &nope before it; a text that begins with * needs quotes.',
      undefined,
    ],
    ['? [a]\n: 1\n', '1:3', 'a key must be a plain text.', undefined],
    ['a: 1\n---\nb: 2\n', '2:1', 'a file holds one document; `---` begins a second one.', undefined],
    ['', '1:1', 'the file is empty.', undefined],
    ['# only a comment\n', '1:1', 'the file is empty.', undefined],
  ])('refuses %j with one problem', (text, at, message, hint) => {
    expect(problemsOf(text)).toEqual([{ at, message, hint }]);
  });

  it('reports several duplicate keys and one syntax error together', () => {
    expect(problemsOf('a: 1\na: 2\nb: 1\nb: 2\nc: "x\n').map((one) => one.at)).toEqual(['2:1', '4:1', '6:1']);
  });

  it('stops aliases that unfold without end', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );

    expect(problemsOf(`l0: &l0 [x]\n${levels.join('\n')}\n`)).toMatchObject([
      { message: 'the aliases of this file unfold into too many values.' },
    ]);
  });
});
