import { describe, expect, it } from 'vitest';
import { parseYaml } from '../config/yaml-document.ts';
import { parseCollection } from './collection-file.ts';

const parse = (text: string) => {
  const result = parseYaml('collections/x.yaml', text);
  if (result.kind === 'problems') throw new Error(result.problems[0]!.message);
  return parseCollection(result.document, { workspace: 'commons', name: 'x', integrations: ['events', 'catalog'] });
};

const problemsOf = (text: string): readonly string[] => {
  const parsed = parse(text);
  return parsed.kind === 'problems'
    ? parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
};

const withSource = (source: string): string => `input: { a: VARCHAR }\nsources:\n  - { ${source} }\n`;

describe('a collection file', () => {
  it('becomes a definition', () => {
    const text = `description: d
sources:
  - { integration: events, topic: clicks, start: "2026-01-01T00:00:00Z" }
  - { integration: catalog, bucket: shop, pattern: "a/*.csv", format: csv, csv: { header: false, separator: ";", columns: [a] }, every: 5s }
input:
  _id: VARCHAR
  at: TIMESTAMPTZ(ms)
  amounts: decimal(9, 2)[]
transformation: |
  SELECT _id, at AS _event_time FROM _input
write: merge
retention: 90d
fields: { amounts: { description: What was paid, unique: true, index: true } }
`;

    expect(parse(text)).toEqual({
      kind: 'definition',
      definition: {
        workspace: 'commons',
        name: 'x',
        description: 'd',
        sources: [
          {
            kind: 'topic',
            id: expect.stringMatching(/^clicks-[0-9a-f]{8}$/),
            integration: 'events',
            topic: 'clicks',
            format: { kind: 'json' },
            start: 1767225600000,
          },
          {
            kind: 'bucket',
            id: expect.stringMatching(/^shop-[0-9a-f]{8}$/),
            integration: 'catalog',
            bucket: 'shop',
            pattern: 'a/*.csv',
            format: { kind: 'csv', header: false, separator: ';', quote: '"', columns: ['a'] },
            everyMs: 5000,
          },
        ],
        input: [
          { name: '_id', type: { kind: 'varchar' } },
          { name: 'at', type: { kind: 'timestamptz' }, epochUnit: 'ms' },
          { name: 'amounts', type: { kind: 'list', element: { kind: 'decimal', width: 9, scale: 2 } } },
        ],
        transformation: 'SELECT _id, at AS _event_time FROM _input\n',
        write: 'merge',
        retentionMs: 7_776_000_000,
        fieldOptions: { amounts: { description: 'What was paid', unique: true, index: true } },
        file: 'collections/x.yaml',
        transformationPlace: { line: 10, column: 3 },
      },
    });
  });

  it('keeps the id of a source while it reads the same, whatever else changes', () => {
    const idsOf = (text: string) => {
      const parsed = parse(text);
      return parsed.kind === 'definition' ? parsed.definition.sources.map((source) => source.id) : [];
    };

    expect(idsOf(withSource('integration: events, topic: a'))).toEqual(
      idsOf(`description: d\n${withSource('integration: events, topic: a, start: latest')}`),
    );
    expect(idsOf(withSource('integration: events, topic: a'))).not.toEqual(
      idsOf(withSource('integration: catalog, topic: a')),
    );
    expect(idsOf(withSource('integration: events, topic: a'))).toEqual([
      'a-' + idsOf(withSource('integration: events, topic: a'))[0]!.slice(2),
    ]);
  });

  it.each([
    ['description: x\n', '1:1 the file needs "input": a set of keys.'],
    ['input: {}\n', '1:8 input must name at least one field.'],
    [
      'input: { a: STRNG }\n',
      '1:13 "STRNG" is not a type. Known are: BOOLEAN, INTEGER, BIGINT, HUGEINT, DOUBLE, DECIMAL, VARCHAR, DATE, TIME, TIMESTAMPTZ, TIMESTAMP, UUID, JSON, STRUCT(…), and lists such as VARCHAR[].',
    ],
    ['input: { a: VARCHR }\n', '1:13 "VARCHR" is not a type. Did you mean "VARCHAR"?'],
    ['input: { a: TIMESTAMPTZ(ns) }\n', '1:13 "TIMESTAMPTZ(ns)" is not a type. Did you mean "TIMESTAMPTZ"?'],
    ['input: { a: 5 }\n', '1:13 "input.a" must be a type such as VARCHAR, not 5.'],
    ['input: { Id: VARCHAR, id: VARCHAR }\n', '1:27 the fields "Id" and "id" differ only in case.'],
    [
      withSource('integration: events, topic: ../secret'),
      '3:35 "sources[0].topic" must be a name of letters, digits, ., _ and -, not "../secret".',
    ],
    [
      withSource('integration: events, bucket: .., format: csv'),
      '3:36 "sources[0].bucket" must be a name of letters, digits, ., _ and -, not "..".',
    ],
    ['input: { _meta: VARCHAR }\n', '1:17 the name _meta is taken: it holds topic, offset, bucket and path.'],
    ['input: { _id: BIGINT }\n', '1:15 without a transformation _id must be VARCHAR, not BIGINT.'],
    ['input: { a: VARCHAR }\nretention: 90\n', '2:12 "retention" must be a duration such as 30s, 5m or 90d, not 90.'],
    ['input: { a: VARCHAR }\nwrite: upsert\n', '2:8 "write" must be merge, not "upsert".'],
    ['input: { a: VARCHAR }\nwrite: [merge]\n', '2:8 "write" must be merge, not a list.'],
    ['input: { a: VARCHAR }\nretention: 0d\n', '2:12 retention must be longer than nothing.'],
    ['input: { a: VARCHAR }\ntransformation: >\n  SELECT\n  1\n', '2:17 lines of SQL must not be joined.'],
    [
      'input: { amount: VARCHAR }\nfields: { amuont: { unique: true } }\n',
      '2:19 there is no field "amuont". Did you mean "amount"?',
    ],
    [
      'input: { a: VARCHAR }\nfields: { a: { uniq: true } }\n',
      '2:16 unknown key "uniq". Known here: description, unique, index.',
    ],
    ['inptu: { a: VARCHAR }\ninput: { a: VARCHAR }\n', '1:1 unknown key "inptu". Did you mean "input"?'],
  ])('is refused when it is %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it.each([
    ['integration: evnts, topic: a', 'rockpool.yaml has no integration "evnts". Did you mean "events"?'],
    ['integration: kafka, topic: a', 'rockpool.yaml has no integration "kafka". There are: events, catalog.'],
    ['topic: a', '"sources[0]" needs "integration": a text that is not empty.'],
    ['integration: events', '"sources[0]" needs "topic": a name of letters, digits, ., _ and -.'],
    [
      'integration: events, topic: a, start: soon',
      'start must be earliest, latest or a time such as 2026-08-17T00:00:00Z, not "soon".',
    ],
    ['integration: events, topic: a, format: csv', '"sources[0].format" must be json or avro, not "csv".'],
    ['integration: events, topic: a, strat: latest', 'unknown key "strat". Did you mean "start"?'],
    ['integration: catalog, bucket: b', '"sources[0]" needs "format": json, ndjson, csv or parquet.'],
    [
      'integration: catalog, bucket: b, format: xml',
      '"sources[0].format" must be json, ndjson, csv or parquet, not "xml".',
    ],
    ['integration: catalog, bucket: b, format: json, csv: { header: true }', 'csv options do not fit the format json.'],
    [
      'integration: catalog, bucket: b, format: csv, csv: { header: false }',
      'without a header the columns need names.',
    ],
    [
      'integration: catalog, bucket: b, format: csv, csv: { separator: "::" }',
      '"sources[0].csv.separator" must be one character, not "::".',
    ],
    [
      'integration: catalog, bucket: b, format: csv, every: 30',
      '"sources[0].every" must be a duration such as 30s, 5m or 90d, not 30.',
    ],
  ])('is refused with a source { %s }', (source, problem) => {
    expect(problemsOf(withSource(source)).map((one) => one.replace(/^\d+:\d+ /, ''))).toEqual([problem]);
  });

  it('is refused with the same source twice', () => {
    const source = '{ integration: events, topic: a }';

    expect(problemsOf(`input: { a: VARCHAR }\nsources: [ ${source}, ${source} ]\n`)).toEqual([
      '2:47 this source is there twice.',
    ]);
  });
});

describe('the file of a collection over indices that exist', () => {
  it('becomes a definition', () => {
    const text = `description: d
index: orders-*,-orders-old
event_time: created_at
retention: 1d
fields:
  tags: { list: true, description: Words }
  total: { type: "DECIMAL(12,2)" }
  items: { type: "STRUCT(sku VARCHAR)[]" }
  "*": {}
`;
    expect(parse(text)).toEqual({
      kind: 'definition',
      definition: {
        workspace: 'commons',
        name: 'x',
        description: 'd',
        sources: [],
        input: [],
        retentionMs: 86_400_000,
        existing: {
          index: 'orders-*,-orders-old',
          eventTime: 'created_at',
          fields: {
            named: [
              { name: 'tags', list: true },
              { name: 'total', list: false, type: { kind: 'decimal', width: 12, scale: 2 } },
              {
                name: 'items',
                list: true,
                type: {
                  kind: 'list',
                  element: { kind: 'struct', fields: [{ name: 'sku', type: { kind: 'varchar' } }] },
                },
              },
            ],
            others: true,
          },
        },
        fieldOptions: { tags: { description: 'Words' } },
        file: 'collections/x.yaml',
      },
    });
  });

  it.each([
    ['index: ""\n', '1:8 "index" must be the name, alias or pattern of indices, such as orders-*, not "".'],
    ['index: a/b\n', '1:8 "index" must be the name, alias or pattern of indices, such as orders-*, not "a/b".'],
    ['index: 5\n', '1:8 "index" must be the name, alias or pattern of indices, such as orders-*, not 5.'],
    ['index: _all\n', '1:8 "index" must be the name, alias or pattern of indices, such as orders-*, not "_all".'],
    ['index: "*"\n', '1:8 index must name some indices, and not all there are.'],
    ['index: a\nsources: []\n', '2:10 "sources" does not go with "index": somebody else writes its documents.'],
    ['index: a\nwrite: merge\n', '2:8 "write" does not go with "index": nothing is written to it.'],
    [
      'index: a\nsettings: { shards: 2 }\n',
      '2:11 "settings" does not go with "index": whoever made the indices set them up.',
    ],
    [
      'index: a\nfields: { f: { unique: true } }\n',
      '2:24 "unique" does not go with "index": only ingest can keep a list without duplicates, and these documents are written by somebody else.',
    ],
    ['index: a\nfields: { f: { lst: true } }\n', '2:16 unknown key "lst". Did you mean "list"?'],
    ['index: a\nfields: { f: { type: STRNG } }\n', expect.stringContaining('"STRNG" is not a type.') as string],
    [
      'index: a\nfields: { f: { list: false, type: "VARCHAR[]" } }\n',
      '2:22 list: false contradicts the type VARCHAR[].',
    ],
    ['index: a\nfields: {}\n', '2:9 fields must name at least one field, or be left out for all of them.'],
    ['index: a\nfields: { f: {}, F: {} }\n', '2:21 the fields "f" and "F" differ only in case.'],
    ['index: a\nfields: { _id: {} }\n', '2:16 _id is always there.'],
    [
      'index: a\nfields: { "*": { list: true } }\n',
      '2:16 "*" stands for the fields that are not named, and takes no options.',
    ],
    ['index: a\nretention: 0d\n', '2:12 retention must be longer than nothing.'],
    ['index: a\nevnt_time: b\n', '2:1 unknown key "evnt_time". Did you mean "event_time"?'],
  ])('is refused when it is %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('the settings of an index', () => {
  it('are numbers and a duration', () => {
    expect(parse('input: { a: VARCHAR }\nsettings: { shards: 2, replicas: 1, refresh: 500ms }\n')).toMatchObject({
      definition: { settings: { shards: 2, replicas: 1, refreshMs: 500 } },
    });
  });

  it.each([
    ['shards: 0', 'shards'],
    ['replicas: -1', 'replicas'],
    ['refresh: 5', 'refresh'],
    ['refresh: 0s', 'refresh must be longer'],
    ['shard: 1', 'Did you mean "shards"?'],
  ])('are refused when they are { %s }', (settings, why) => {
    expect(problemsOf(`input: { a: VARCHAR }\nsettings: { ${settings} }\n`)).toEqual([
      expect.stringContaining(why) as string,
    ]);
  });
});
