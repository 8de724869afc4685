import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScene, printLetter, type Scene } from './scene.ts';

const fields = `input:
  _id: VARCHAR
  n: BIGINT
  ratio: DOUBLE
  text: VARCHAR
  'dotted.name': BIGINT
  __proto__: BIGINT
  constructor: BIGINT
  more: JSON
`;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ partitions: 1, fields, topicConfig: { 'max.message.bytes': String(32 * 1024 ** 2) } });
});
afterEach(() => scene.close());

type Row = Readonly<Record<string, string | null>>;
const row = (_id: string, own: Row = {}): Row => ({
  ...{ _id, n: null, ratio: null, text: null, 'dotted.name': null, ['__proto__']: null, constructor: null, more: null },
  ...own,
});
const lists = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const manyKeys = `{${Array.from({ length: 50_000 }, (_, key) => `"key${key}":${key}`).join(',')}}`;
const longest = 'i'.repeat(512);

/** The value of a record, and the document or the code of the dead letter that it becomes. */
const cases: readonly (readonly [what: string, value: string | Buffer | null, becomes: Row | string])[] = [
  ['not JSON', 'not json', 'RECORD_NOT_JSON'],
  ['null for a key that is null', null, 'RECORD_ID_INVALID'],
  ['the word null', 'null', 'RECORD_NOT_JSON'],
  ['an empty value', Buffer.alloc(0), 'RECORD_NOT_JSON'],
  ['white space', ' \n', 'RECORD_NOT_JSON'],
  ['a list of one', '[{"_id":"listed","n":1}]', row('listed', { n: '1' })],
  ['a list of two', '[{"_id":"x"},{"_id":"y"}]', 'RECORD_NOT_JSON'],
  ['20 MB', JSON.stringify({ _id: 'large', text: 'x'.repeat(20_000_000) }), 'RECORD_TOO_LARGE'],
  ['depth 1,000', `{"_id":"deep","more":${lists(999)}}`, row('deep', { more: lists(999) })],
  ['depth 1,001', `{"_id":"deeper","more":${lists(1_000)}}`, 'RECORD_NOT_JSON'],
  ['depth 1,000,000', `{"_id":"deepest","more":${lists(1_000_000)}}`, 'RECORD_NOT_JSON'],
  ['50,000 keys', `{"_id":"wide",${manyKeys.slice(1)}`, row('wide')],
  ['50,000 keys in a field', `{"_id":"kept","more":${manyKeys}}`, row('kept', { more: manyKeys })],
  ['two equal keys', '{"_id":"first","n":1,"n":2,"_id":"twice"}', row('twice', { n: '2' })],
  ['__proto__', '{"_id":"proto","__proto__":7,"n":1}', row('proto', { n: '1', ['__proto__']: '7' })],
  ['constructor', '{"_id":"built","constructor":8}', row('built', { constructor: '8' })],
  ['__proto__ as an object', '{"_id":"x","__proto__":{"n":7}}', 'RECORD_FIELD_TYPE'],
  ['2^63 - 1', '{"_id":"most","n":9223372036854775807}', row('most', { n: '9223372036854775807' })],
  ['2^63', '{"_id":"x","n":9223372036854775808}', 'RECORD_FIELD_TYPE'],
  ['1e400 for a whole number', '{"_id":"x","n":1e400}', 'RECORD_FIELD_TYPE'],
  ['1e400 for a number', '{"_id":"x","ratio":1e400}', 'RECORD_FIELD_TYPE'],
  ['1e400 kept as it is', '{"_id":"huge","more":[1e400]}', row('huge', { more: '[1e400]' })],
  ['half a surrogate pair', '{"_id":"half","text":"a\\ud83dz"}', row('half', { text: 'a\ufffdz' })],
  ['a whole surrogate pair', '{"_id":"pair","text":"a\\ud83d\\ude00z"}', row('pair', { text: 'a😀z' })],
  [
    'bytes that are no UTF-8',
    Buffer.from('7b225f6964223a22627974657322 2c2274657874223a22ff227d'.replace(' ', ''), 'hex'),
    row('bytes', { text: '\ufffd' }),
  ],
  ['a dot in a name', '{"_id":"dotted","dotted.name":1,"dotted":{"name":2}}', row('dotted', { 'dotted.name': '1' })],
  ['an id of 512 bytes', `{"_id":"${longest}"}`, row(longest)],
  ['an id over 512 bytes', `{"_id":"${longest}i"}`, 'RECORD_ID_INVALID'],
  ['an id of 171 letters of three bytes', `{"_id":"${'€'.repeat(171)}"}`, 'RECORD_ID_INVALID'],
  ['an empty id', '{"_id":""}', 'RECORD_ID_INVALID'],
  ['an id that is a number', '{"_id":7}', 'RECORD_FIELD_TYPE'],
];

it('bad records among good ones become dead letters with their causes, and every good one its document', async () => {
  const expected: Row[] = [];
  const letters: string[] = [];
  for (const [index, [, value, becomes]] of cases.entries()) {
    await scene.sendRaw([
      { partition: 0, key: null, value },
      { partition: 0, value: `{"_id":"good-${index}","n":${index}}` },
    ]);
    scene.records += 2;
    expected.push(row(`good-${index}`, { n: String(index) }));
    if (typeof becomes === 'string') letters.push(`${becomes} 0:${index * 2}`);
    else expected.push(becomes);
  }

  const worker = await scene.start();
  await scene.until(worker, ({ counters, state }) => counters.read >= scene.records && state === 'WATCHING');

  expect((await worker.deadLetters('whole')).map(printLetter).sort()).toEqual(letters.sort());
  expect(byId(await worker.documents('whole'))).toEqual(byId(expected));
  const { counters } = await scene.expectEnd(worker, (await worker.deadLetters('whole')).map(printLetter));
  expect(counters).toMatchObject({ dead: letters.length, applied: expected.length });
});

const byId = (rows: readonly Row[]): readonly Row[] => [...rows].sort((x, y) => (x['_id']! < y['_id']! ? -1 : 1));
