import { describe, expect, it } from 'vitest';
import { makeEvaluator } from './evaluator.ts';

const names: Readonly<Record<string, unknown>> = { a: 1, b: 'two', none: null, list: [1, 2], nothing: undefined };

function evaluate(value: unknown): { readonly value: unknown; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const resolve = (name: string): unknown => {
    if (name in names) return names[name];
    throw new ReferenceError(`${name} is not known here`);
  };
  return { value: makeEvaluator()(value, resolve, (note) => notes.push(note)), notes };
}

describe('an expression', () => {
  it.each([
    ['{{ a }}', 1],
    ['{{ list }}', [1, 2]],
    ['{{ none }}', null],
    ['{{a + 1}}', 2],
    ['{{ (a) }}', 1],
    ['{{ (a, list) }}', [1, 2]],
    ['{{ a; }}', 1],
    ["{{ '}}' + b }}", '}}two'],
    ['{{ { a: { b: a } } }}', { a: { b: 1 } }],
    ['{{ a // one\n }}', 1],
    ['{{ }}', undefined],
    ['no expression', 'no expression'],
    ['', ''],
    [7, 7],
    [null, null],
    ['{{ a }}{{ b }}', '1two'],
    ['a: {{ a }}, b: {{ b }}', 'a: 1, b: two'],
    [
      ['{{ a }}', 'b'],
      [1, 'b'],
    ],
    [{ one: { two: '{{ b }}' } }, { one: { two: 'two' } }],
  ])('%j gives %j', (text, value) => {
    expect(evaluate(text)).toEqual({ value, notes: [] });
  });

  it.each([
    ['{{ none.x }}', "{{ none.x }} fails: Cannot read properties of null (reading 'x')"],
    ['{{ other }}', '{{ other }} fails: other is not known here'],
    ['{{ a b }}', '{{ a b }} fails: it is more than one expression'],
    ['{{ a', '{{ a fails: nothing closes it'],
    ["{{ (() => { throw 'no error' })() }}", "{{ (() => { throw 'no error' })() }} fails: no error"],
  ])('%j gives undefined, and is noted', (text, note) => {
    expect(evaluate(text)).toEqual({ value: undefined, notes: [note] });
  });

  it.each([
    ['a {{ none }}', 'a ', '{{ none }} gives null inside a text; how Retool writes that is not known.'],
    ['a {{ nothing }}', 'a ', '{{ nothing }} gives undefined inside a text; how Retool writes that is not known.'],
    ['a {{ list }}', 'a ', '{{ list }} gives [1,2] inside a text; how Retool writes that is not known.'],
  ])('%j inside a text is left out, and noted', (text, value, note) => {
    expect(evaluate(text)).toEqual({ value, notes: [note] });
  });

  it('writes to no name that it does not declare', () => {
    expect(evaluate('{{ (leaked = 1) }}').notes).toEqual(['{{ (leaked = 1) }} fails: leaked is not known here']);
    expect('leaked' in globalThis).toBe(false);
  });
});
