import { expect, it } from 'vitest';
import { openSmall, text, variable } from '../../../test/interpreter/small-app.ts';

it('turns rows into columns and columns into rows', async () => {
  const app = await openSmall([
    variable('rows', '[{ a: 1, b: 2 }, { a: 3 }]'),
    text('columns', '{{ JSON.stringify(formatDataAsObject(rows.value)) }}'),
    text('back', '{{ JSON.stringify(formatDataAsArray({ a: [1, 3], b: [2] })) }}'),
    text('same', '{{ JSON.stringify(formatDataAsArray(rows.value)) }}'),
  ]);
  expect(app.shown('columns').text).toBe('{"a":[1,3],"b":[2,null]}');
  expect(app.shown('back').text).toBe('[{"a":1,"b":2},{"a":3}]');
  expect(app.shown('same').text).toBe('[{"a":1,"b":2},{"a":3}]');
  expect(app.problems()).toEqual([]);
});

it.each(['fetch', 'setTimeout', 'window', 'moment', 'current_user', 'process'])('does not know %s', async (name) => {
  const app = await openSmall([text('shown', `{{ ${name} }}`)]);
  expect(app.shown('shown').text).toBe('');
  expect(app.problems()).toEqual([
    { plugin: 'shown', message: `value: {{ ${name} }} fails: ${name} is not known here` },
  ]);
});
