import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProject } from './read-project.ts';

const projectOf = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-project-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
};

const read = (projectFolder: string) =>
  readProject({ projectFolder, integrations: { events: { kind: 'files', path: '/x' } } });

const problemsOf = async (files: Readonly<Record<string, string | Uint8Array>>) =>
  (await read(projectOf(files))).problems.map(
    ({ file, line, column, message }) => `${file}${line === undefined ? '' : `:${line}:${column}`} ${message}`,
  );

const lambda = 'sql: SELECT 1 AS one\n';
const collection = 'input: { a: VARCHAR }\n';

describe('reading a project', () => {
  it('finds collections and lambdas by workspace and name, and ignores what is not YAML or hidden', async () => {
    const project = await read(
      projectOf({
        'collections/users.yaml': collection,
        'collections/shop/eu/orders.yaml': collection,
        'collections/README.md': 'x',
        'lambdas/b.yaml': lambda,
        'lambdas/a.yaml': 'sql_path: __sql/a.sql\n',
        'lambdas/__sql/a.sql': 'SELECT 2 AS two\n',
        'lambdas/.hidden.yaml': ':',
        'lambdas/shop.eu/c.yaml': lambda,
      }),
    );

    expect(project.problems).toEqual([]);
    expect(project.collections.map(({ workspace, name, file }) => [workspace, name, file])).toEqual([
      ['commons', 'users', 'collections/users.yaml'],
      ['shop.eu', 'orders', 'collections/shop/eu/orders.yaml'],
    ]);
    expect(project.lambdas.map(({ workspace, name, sql, sqlPlace }) => [workspace, name, sql, sqlPlace])).toEqual([
      ['commons', 'a', 'SELECT 2 AS two\n', { file: 'lambdas/__sql/a.sql', line: 1, column: 1 }],
      ['commons', 'b', 'SELECT 1 AS one', { file: 'lambdas/b.yaml', line: 1, column: 6 }],
      ['shop.eu', 'c', 'SELECT 1 AS one', { file: 'lambdas/shop.eu/c.yaml', line: 1, column: 6 }],
    ]);
  });

  it('is empty for a folder without definitions', async () => {
    expect(await read(projectOf({ 'rockpool.yaml': '{}' }))).toEqual({ collections: [], lambdas: [], problems: [] });
  });

  it.each([
    ['lambdas/a.yml', lambda, 'lambdas/a.yml the file ends in .yml and is not read.'],
    ['lambdas/a b.yaml', lambda, 'lambdas/a b.yaml "a b" is not a name for a lambda.'],
    ['collections/-x.yaml', collection, 'collections/-x.yaml "-x" is not a name for a collection.'],
    ['lambdas/a b/c.yaml', lambda, 'lambdas/a b "a b" is not a name for a workspace.'],
    ['lambdas/a.yaml', '', 'lambdas/a.yaml:1:1 the file is empty.'],
    [
      'lambdas/a.yaml',
      'sql: [',
      'lambdas/a.yaml:1:7 flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    ['lambdas/a.yaml', 'sql_path: nope.sql', 'lambdas/a.yaml:1:11 there is no file "lambdas/nope.sql".'],
    [
      'lambdas/a.yaml',
      'sql_path: ../../etc/passwd',
      'lambdas/a.yaml:1:11 "../../etc/passwd" lies outside the project folder.',
    ],
    ['lambdas/a.yaml', 'sql_path: /etc/passwd', 'lambdas/a.yaml:1:11 "/etc/passwd" lies outside the project folder.'],
    ['lambdas/a.yaml', 'sql_path: .', 'lambdas/a.yaml:1:11 "." is not a file.'],
    ['lambdas/a.yaml', Uint8Array.from([0x73, 0xff, 0xfe]), 'lambdas/a.yaml "lambdas/a.yaml" is not UTF-8 text.'],
    ['lambdas/a.yaml', `# ${'x'.repeat(5_000_000)}`, 'lambdas/a.yaml "lambdas/a.yaml" is larger than 4 MiB.'],
  ])('refuses %s holding %j', async (path, content, problem) => {
    const problems = await problemsOf({ [path]: content });

    expect(problems.map((one) => one.replace(/"(\.\.\/)+etc/, '"../../etc'))).toEqual([problem]);
  });

  it('never follows a link out of the project', async () => {
    const outside = projectOf({ 'secret.sql': 'SELECT 1 AS a' });
    const folder = projectOf({ 'lambdas/a.yaml': 'sql_path: link.sql\n' });
    symlinkSync(join(outside, 'secret.sql'), join(folder, 'lambdas/link.sql'));

    expect((await read(folder)).problems).toMatchObject([{ message: '"link.sql" lies outside the project folder.' }]);
  });

  it('refuses two files that define the same name, also when they differ in case only', async () => {
    expect(
      await problemsOf({ 'lambdas/a.yaml': lambda, 'lambdas/commons/a.yaml': lambda, 'lambdas/A.yaml': lambda }),
    ).toEqual([
      'lambdas/a.yaml lambdas/A.yaml already defines commons.A; the names differ only in case.',
      expect.stringContaining('already defines commons.A'),
    ]);
  });

  it('reads what is right beside what is wrong, and names all that is wrong', async () => {
    const project = await read(
      projectOf({
        'lambdas/good.yaml': lambda,
        'lambdas/bad.yaml': 'sqll: x\n',
        'collections/bad.yaml': 'input: { a: STRNG }\nx: 1\n',
      }),
    );

    expect(project.lambdas.map((one) => one.name)).toEqual(['good']);
    expect(project.problems.map((one) => `${one.file}: ${one.message}`)).toEqual([
      'collections/bad.yaml: unknown key "x". Known here: description, sources, input, transformation, write, retention, settings, fields.',
      'lambdas/bad.yaml: unknown key "sqll". Did you mean "sql"?',
    ]);
  });

  it('follows no link to a folder, not even one that goes round', async () => {
    const folder = projectOf({ 'lambdas/good.yaml': lambda });
    symlinkSync('.', join(folder, 'lambdas/round'));

    const project = await read(folder);

    expect(project.lambdas.map((one) => one.name)).toEqual(['good']);
    expect(project.problems.map((one) => `${one.file}: ${one.message}`)).toEqual([
      'lambdas/round: links to folders are not followed.',
    ]);
  });

  it('takes Avro from integrations with a schema registry only', async () => {
    const avro = (integration: string): string =>
      `input: { a: VARCHAR }\nsources:\n  - { integration: ${integration}, topic: t, format: avro }\n`;
    const folder = projectOf({
      'collections/good.yaml': avro('events'),
      'collections/plain.yaml': avro('plain'),
      'collections/local.yaml': avro('local'),
    });
    const kafka = { kind: 'kafka', brokers: ['k:9092'], groupPrefix: 'g', sessionTimeoutMs: 30_000 } as const;

    const project = await readProject({
      projectFolder: folder,
      integrations: {
        events: { ...kafka, schemaRegistry: { url: 'http://registry:8081' } },
        plain: kafka,
        local: { kind: 'files', path: '/x' },
      },
    });

    expect(project.collections.map(({ name, sources }) => [name, sources[0]?.format])).toEqual([
      ['good', { kind: 'avro' }],
    ]);
    expect(
      project.problems.map(({ file, line, column, message, hint }) => [`${file}:${line}:${column}`, message, hint]),
    ).toEqual(
      ['local', 'plain'].map((name) => [
        `collections/${name}.yaml:3:${40 + name.length}`,
        `the integration "${name}" has no schema registry, which holds the schemas of Avro records.`,
        'Write `schema_registry: { url: … }` under it in rockpool.yaml.',
      ]),
    );
  });

  it('reads the project of this repository', async () => {
    const project = await readProject({
      projectFolder: process.cwd(),
      integrations: { events: { kind: 'files', path: '' }, catalog: { kind: 'files', path: '' } },
    });

    expect(project.problems).toEqual([]);
    expect(
      project.lambdas
        .find((one) => one.name === 'recommendation')
        ?.parameters.map((one) => [one.name, one.type, one.default]),
    ).toEqual([
      ['userid', 'string', undefined],
      ['limit', 'int', '5'],
    ]);
  });
});
