import { describe, expect, it } from 'vitest';
import { parseCells, splitCsv, type CsvFormat } from './split-csv.ts';
import { splitJson } from './split-json.ts';
import { splitLines } from './split-lines.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const csv: CsvFormat = { kind: 'csv', header: true, separator: ',', quote: '"' };

describe.each([1, 3, 1000])('pieces of %i characters', (size) => {
  it('are lines', async () => {
    expect(await all(splitLines(pieces('a\n\n b\r\nc', size), 100))).toEqual([
      { text: 'a' },
      { text: ' b\r' },
      { text: 'c' },
    ]);
  });

  it.each([
    ['[{"a":"]}"},{"b":[{}]}]', ['{"a":"]}"}', '{"b":[{}]}']],
    ['{"a":"\\"}"}\n{"b":1} , {"c":2}', ['{"a":"\\"}"}', '{"b":1}', '{"c":2}']],
    ['', []],
    ['[]', []],
  ])('are the objects of %s', async (text, expected) => {
    expect(await all(splitJson(pieces(text, size), 100))).toEqual(expected.map((one) => ({ text: one })));
  });

  it('are objects with problems between them', async () => {
    expect(await all(splitJson(pieces('[1,{"a":1},"x",{"b":', size), 100))).toEqual([
      { text: '1', problem: 'Expected a JSON object, got "1".' },
      { text: '{"a":1}' },
      { text: '"x"', problem: 'Expected a JSON object, got "\\"x\\"".' },
      { text: '{"b":', problem: 'The object ends in the middle of a record.' },
    ]);
  });

  it('are CSV records, with line breaks and separators inside quotes', async () => {
    const text = 'a,b\r\n"x\ny","say ""hi"", ok"\n5" pipe,2\n\nlast,';
    const records = await all(splitCsv(pieces(text, size), csv, 100));

    expect(records.map((record) => parseCells(record.text, csv))).toEqual([
      ['a', 'b'],
      ['x\ny', 'say "hi", ok'],
      ['5" pipe', '2'],
      ['last', null],
    ]);
  });

  it('keep the records after a quote that is not closed', async () => {
    expect(await all(splitCsv(pieces('a,"b\nc,d\n', size), csv, 100))).toEqual([
      { text: 'a,"b', problem: 'A quote is not closed.' },
      { text: 'c,d' },
    ]);
  });
});

describe('a line longer than allowed', () => {
  it('is cut, and its size is known', async () => {
    const [long, next] = await all(splitLines(pieces(`${'x'.repeat(200_000)}\ny`, 50_000), 1_000));

    expect([long!.text.length, long!.wholeSize, next]).toEqual([65_536, 200_000, { text: 'y' }]);
  });
});

it('tells an empty cell from an empty text', () => {
  expect(parseCells(',"",x', csv)).toEqual([null, '', 'x']);
});
