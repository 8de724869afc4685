import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { body, useProposals } from './open-proposals.ts';

const proposals = useProposals();
const { write, ofBucket } = proposals;

describe('a proposal for objects', () => {
  it.each([
    ['commas', 'a.csv', 'product_id,name,price\n007,Milk,1.5\n008,"Bread, dark",2\n', 'csv: { header: true }'],
    [
      'semicolons',
      'b.csv',
      'product_id;name;price\r\n007;Milk;1.5\r\n008;"a;b";2\r\n',
      'csv: { header: true, separator: ";" }',
    ],
    ['tabs', 'c.tsv', 'product_id\tname\tprice\n007\tMilk\t1.5\n', 'csv: { header: true, separator: "\\t" }'],
    [
      'bars, packed',
      'd.csv.gz',
      gzipSync('product_id|name|price\n007|Milk|1.5\n'),
      'csv: { header: true, separator: "|" }',
    ],
    ['no extension', 'e', 'product_id;name;price\n007;Milk;1.5\n', 'csv: { header: true, separator: ";" }'],
  ])('tells CSV with %s', async (_, key, content, expected) => {
    await write(`buckets/shop/csv/${key}`, content);

    const proposal = await ofBucket(`csv/${key}`);

    expect(proposal.yaml).toContain(
      `  - { integration: files, bucket: shop, pattern: "csv/${key}", format: csv, ${expected}, every: 30s }\n`,
    );
    expect(body(proposal)).toContain(`  product_id: VARCHAR # digits with zeros before them, so it stays text, e.g. 007
  name: VARCHAR
  price: DOUBLE # e.g. 1.5
`);
    expect(body(proposal)).toContain('SELECT product_id AS _id, product_id, name, price\n');
    expect(proposal.refused).toBe(0);
    expect(proposal.preview.rows[0]!.documents).toMatchObject([{ _id: '007', name: 'Milk', price: 1.5 }]);
  });

  it('names the columns of a file without a header', async () => {
    await write('buckets/shop/bare/a.csv', '1,x,2026-08-17 10:00:00\n2,,2026-08-18 10:00:00\n');

    const proposal = await ofBucket('bare/*.csv');

    expect(proposal.yaml).toContain('csv: { header: false, columns: [c1, c2, c3] }');
    expect(body(proposal)).toContain(
      '  c1: BIGINT # e.g. 1\n  c2: VARCHAR # 50 % empty, e.g. x\n  c3: TIMESTAMPTZ # e.g. 2026-08-17 10:00:00\n',
    );
    expect(proposal.preview.rows).toHaveLength(2);
  });

  it.each([
    ['json', 'x.json', '[{"a":1},\n{"a":2}]', 'json'],
    ['ndjson', 'x.jsonl', '{"a":1}\n{"a":2}\n', 'ndjson'],
    ['json without extension', 'x1', '[{"a":1},{"a":2}]', 'json'],
    ['ndjson without extension', 'x2', '{"a":1}\n{"a":2}\n', 'ndjson'],
    ['json in many lines without extension', 'x3', '{\n"a":1}\n{"a":2}\n', 'json'],
  ])('tells %s', async (_, key, content, format) => {
    await write(`buckets/shop/json/${key}`, content);

    const proposal = await ofBucket(`json/${key}`);

    expect(proposal.yaml).toContain(`format: ${format}, every`);
    expect({ sampled: proposal.sampled, refused: proposal.refused }).toEqual({ sampled: 2, refused: 0 });
  });

  it('reads Parquet', async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await mkdir(join(proposals.folder, 'buckets/shop/parquet'), { recursive: true });
    await connection.run(
      `COPY (SELECT 1::BIGINT AS id, 'x' AS name, now() AS updated_at, [1.5] AS scores) TO '${join(proposals.folder, 'buckets/shop/parquet/a.parquet')}'`,
    );
    connection.disconnectSync();
    instance.closeSync();

    const proposal = await ofBucket('parquet/');

    expect(body(proposal)).toContain('  id: BIGINT # e.g. 1\n  name: VARCHAR\n  updated_at: TIMESTAMPTZ');
    expect(body(proposal)).toContain('SELECT id AS _id, updated_at AS _event_time, name, scores\n');
    expect(proposal.refused).toBe(0);
  });

  it('mentions objects of another format that match too', async () => {
    await write('buckets/shop/mixed/a.csv', 'a,b\n1,2\n');
    await write('buckets/shop/mixed/b.json', '{"a":1}');

    const { yaml } = await ofBucket('mixed/');
    expect(yaml).toContain('of another format match too, such as mixed/');
  });

  it('reads as many objects as it needs', async () => {
    for (const name of ['1', '2', '3']) await write(`buckets/shop/many/${name}.csv`, `a,b\n${name},x\n`);

    expect((await ofBucket('many/*.csv')).yaml).toContain(
      'from 3 records of the 3 objects in the bucket shop of files.',
    );
  });
});
