import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run.ts';

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'rockpool-preview-'));
  await mkdir(join(project, 'data/topics'), { recursive: true });
  await mkdir(join(project, 'data/buckets/shop/products'), { recursive: true });
  await writeFile(join(project, 'rockpool.yaml'), 'integrations: { local: { kind: files, path: data } }\n');
  await writeFile(join(project, 'data/topics/user.activity.ndjson'), '{"id":"a","n":1}\n{"id":"b","n":"x"}\nbroken\n');
  await writeFile(join(project, 'data/buckets/shop/products/a.csv'), 'product_id;price\n7;1.5\n');
});
afterAll(() => rm(project, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function preview(...args: readonly string[]): Promise<Outcome> {
  let [out, err] = ['', ''];
  const terminal = {
    isTerminal: false,
    colors: pc.createColors(false),
    out: (text: string) => void (out += `${text}\n`),
    err: (text: string) => void (err += `${text}\n`),
    confirm: () => Promise.resolve(false),
  };
  const code = await runCli(['preview', '--project', project, ...args], { terminal, environment: {} });
  return { code, out, err };
}

const ofTopic = ['--integration', 'local', '--topic', 'user.activity'] as const;
const fileText = (path: string): Promise<string> => readFile(join(project, path), 'utf8');

describe('rockpool preview of what has no collection', () => {
  it('prints the file, the first documents, and what would be refused', async () => {
    const { code, out } = await preview(...ofTopic, '--rows', '1');

    expect(code).toBe(0);
    expect(out).toContain('# Proposed by `rockpool preview` from 2 of 3 records of the topic user.activity of local.');
    expect(out).toContain('  n: JSON # of several kinds, e.g. 1\n');
    expect(out).toContain('commons.user_activity from user_activity-');
    expect(out).toContain('{"_id":"a","_event_time":"');
    expect(out).toContain('1 of 3 records would become dead letters.');
    await expect(fileText('collections/user_activity.yaml')).rejects.toThrow('ENOENT');
  });

  it('writes a file that the project loads and previews, and never overwrites one', async () => {
    const written = await preview(
      ...['--integration', 'local', '--bucket', 'shop', '--pattern', 'products/*.csv', '--write'],
    );
    const text = await fileText('collections/products.yaml');
    const loaded = await preview('products', '--json');
    const again = await preview(...ofTopic, '--name', 'products', '--write');

    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out).toContain('+ collections/products.yaml');
    expect(written.out).toContain('rockpool preview products');
    expect(written.out).toContain(text);
    expect(loaded).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(loaded.out)).toMatchObject([
      { rows: [{ record: '7;1.5', documents: [{ _id: '7', product_id: 7, price: 1.5 }] }] },
    ]);
    expect(again.code).toBe(5);
    expect(again.err).toContain('collections/products.yaml is there already.');
    expect(await fileText('collections/products.yaml')).toBe(text);
  });

  it('overwrites with --force, and writes into the folder of a workspace', async () => {
    const args = [...ofTopic, '--name', 'team.clicks', '--write'];
    await mkdir(join(project, 'collections/team'), { recursive: true });
    await writeFile(join(project, 'collections/team/clicks.yaml'), 'input: { a: VARCHAR }\n');

    const { code, out } = await preview(...args, '--force');

    expect(code).toBe(0);
    expect(out).toContain('rockpool preview team.clicks');
    expect(await fileText('collections/team/clicks.yaml')).toContain('topic: user.activity');
  });

  it('keeps all digits of numbers', async () => {
    const record = '{"id":9007199254740993,"n":0.5714285714285714,"h":170141183460469231731687303715884105727}';
    await writeFile(join(project, 'data/topics/digits.ndjson'), `${record}\n`);

    const { out } = await preview('--integration', 'local', '--topic', 'digits', '--json');

    expect(out.replaceAll(/\s/g, '')).toContain('"n":0.5714285714285714,"h":170141183460469231731687303715884105727');
    expect(out).toContain('"_id": "9007199254740993"');
  });

  it('gives all of it as JSON', async () => {
    const { out } = await preview(...ofTopic, '--json');

    expect(JSON.parse(out)).toMatchObject({ file: 'collections/user_activity.yaml', sampled: 3, refused: 1 });
  });

  it.each<[string, readonly string[], string]>([
    ['nothing', [], 'Name a collection, or a source of a new one.'],
    ['a source without an integration', ['--topic', 'x'], '--topic goes with --integration or --index.'],
    ['--write without a source', ['products', '--write'], '--write goes with --integration or --index.'],
    ['an integration without a source', ['--integration', 'local'], 'Name what to read: --topic, or --bucket'],
    ['two sources', [...ofTopic, '--bucket', 'shop'], 'A source reads a topic or a bucket'],
    ['a pattern of a topic', [...ofTopic, '--pattern', '*'], '--pattern goes with --bucket.'],
    ['an unknown integration', ['--integration', 'locl', '--topic', 'x'], 'Did you mean "local"?'],
    ['a topic that is not there', ['--integration', 'local', '--topic', 'x'], 'The topic x of local holds no record'],
    ['a path for a topic', ['--integration', 'local', '--topic', '../x'], 'topic'],
    ['a bad name', [...ofTopic, '--name', 'a/b'], '"a/b" is not a name for a collection.'],
    [
      'a format that nobody knows',
      [...ofTopic, '--format', 'xml'],
      'Allowed choices are json, avro, ndjson, csv, parquet',
    ],
    ['no rows', [...ofTopic, '--rows', '0'], 'Write a whole number from 1 to 1000.'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await preview(...args);

    expect(err).toContain(message);
    expect(code).toBeGreaterThan(0);
    expect(code).toBeLessThan(70);
  });
});
