import { describe, expect, it } from 'vitest';
import { embeddedIn } from './template-text.ts';

const read = (text: string): readonly string[] =>
  embeddedIn(text).map(({ source, expression, problem }) => `${source} ${expression?.type ?? problem ?? 'nothing'}`);

describe('embeddedIn', () => {
  it.each([
    ['no braces, { one }', []],
    ['a {{ b.value }} c {{d}}', ['{{ b.value }} MemberExpression', '{{d}} Identifier']],
    ['{{ { a: { b: 1 } } }}', ['{{ { a: { b: 1 } } }} ObjectExpression']],
    ['{{ {a: {b: 1}}}} c', ['{{ {a: {b: 1}}}} ObjectExpression']],
    ['{{ "}}" + `${{ a: 1 }.a}` }} c', ['{{ "}}" + `${{ a: 1 }.a}` }} BinaryExpression']],
    ['{{ a; }}', ['{{ a; }} Identifier']],
    ['{{ (a || b) }}', ['{{ (a || b) }} ParenthesizedExpression']],
    ['{{ a // why\n }}', ['{{ a // why\n }} Identifier']],
    ['{{}} {{ /* none */ }}', ['{{}} nothing', '{{ /* none */ }} nothing']],
    ['{{ a. }} {{ b }}', ['{{ a. }} Unexpected token', '{{ b }} Identifier']],
    ['{{ a b }}', ['{{ a b }} it is more than one expression']],
    ['{{ const a = 1 }}', ['{{ const a = 1 }} Unexpected token']],
    ['{{ a', ['{{ a nothing closes it']],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
