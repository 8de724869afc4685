import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rockpool, rows, useNewProject } from './new-project.ts';

const { root, project } = useNewProject();

describe('a new project', () => {
  it.each([{ CI: 'true' }, { CI: '' }])(
    'is told about without colours when nobody reads along, with %j',
    async (environment) => {
      const { out } = await rockpool(project, ['test'], environment);

      expect(out).not.toContain('\u001b');
    },
  );

  it('passes its own tests', async () =>
    expect(await rockpool(project, ['test'])).toEqual({
      code: 0,
      err: '',
      out: 'commons.top_pages\n  ✓ adds up the time of all visitors\n  ✓ keeps to one visitor\n\n2 tests, 2 passed\n',
    }));

  it('answers without a server, as a table on stdout and the rest on stderr', async () => {
    const { code, out, err } = await rockpool(project, ['run', 'top_pages', 'visitor=ada']);

    expect({ code, out }).toEqual({
      code: 0,
      out: 'page      visits  seconds\n/pricing       1     31.5\n/home          1      4.2\n',
    });
    expect(err).toMatch(/^2 rows · \d+ ms · data \d+ \w+ old · version [0-9a-f]{16}\n$/);
  });

  it('answers as JSON and as CSV, from a folder below the project too', async () => {
    const json = await rockpool(join(project, 'lambdas'), ['run', 'commons.top_pages', 'visitor=ada', '--json']);
    const csv = await rockpool(project, ['run', 'top_pages', 'visitor=ada', 'limit=1', '--csv']);

    expect([json.code, JSON.parse(json.out)]).toEqual([0, rows]);
    expect([csv.code, csv.out.replaceAll('\r', '')]).toEqual([0, 'page,visits,seconds\n/pricing,1,31.5\n']);
  });

  it('runs a statement with bound values and keeps all digits', async () => {
    const sql = 'SELECT :n AS n, :text AS text, count(*) AS visits FROM visits WHERE seconds > :least';
    const { code, out } = await rockpool(project, [
      'sql',
      sql,
      'n=9007199254740993',
      "text='; DROP",
      'least=4',
      '--json',
    ]);

    expect([code, out]).toEqual([
      0,
      '[\n  {\n    "n": 9007199254740993,\n    "text": "\'; DROP",\n    "visits": 3\n  }\n]\n',
    ]);
  });

  it('explains, previews, and tells how its sources stand', async () => {
    const plan = await rockpool(project, ['explain', 'top_pages', 'visitor=ada']);
    const preview = await rockpool(project, ['preview', 'visits', '--rows', '1', '--json']);
    const status = await rockpool(project, ['status', '--json']);

    expect([plan.code, plan.out.includes('visits')]).toEqual([0, true]);
    expect(JSON.parse(preview.out)[0].rows).toEqual([
      {
        record: '{"_id":"v-1","event_time":"2026-01-05T09:00:00Z","visitor":"ada","page":"/home","seconds":4.2}',
        documents: [
          { _id: 'v-1', _event_time: '2026-01-05T09:00:00.000000Z', visitor: 'ada', page: '/home', seconds: 4.2 },
        ],
      },
    ]);
    expect(JSON.parse(status.out)[0].stats.doc_count).toBe(4);
  });

  it('prints the schemas of its files and the OpenAPI document', async () => {
    const all = await rockpool(project, ['schema']);
    const one = await rockpool(project, ['schema', 'lambda']);
    const document = await rockpool(project, ['openapi', '--out', join(root, 'openapi.json')]);

    expect(Object.keys(JSON.parse(all.out))).toEqual(['config', 'collection', 'lambda']);
    expect(JSON.parse(one.out)).toEqual(JSON.parse(all.out).lambda);
    expect([document.code, JSON.parse(await readFile(join(root, 'openapi.json'), 'utf8')).openapi]).toEqual([
      0,
      '3.1.0',
    ]);
  });
});

describe('a lambda test that fails', () => {
  it('shows what was expected and what came, and --update writes it down', async () => {
    const other = join(root, 'failing');
    await rockpool(root, ['init', 'failing']);
    const file = join(other, 'lambdas/top_pages.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('visits: 1, seconds: 3.5', 'visits: 2, seconds: 3.5'));

    const failed = await rockpool(other, ['test', 'top_pages']);
    const updated = await rockpool(other, ['test', '--update']);

    expect([failed.code, updated.code]).toEqual([2, 0]);
    expect(failed.out).toContain(
      '  ✗ keeps to one visitor\n      - {"page":"/home","visits":2,"seconds":3.5}\n      + {"page":"/home","visits":1,"seconds":3.5}\n',
    );
    expect((await rockpool(other, ['test'])).code).toBe(0);
  });
});
