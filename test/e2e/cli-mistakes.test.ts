import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rockpool, useNewProject } from './new-project.ts';

const { root, project } = useNewProject();

describe('wrong input', () => {
  it.each([
    [['run', 'top_page'], 4, 'Did you mean "top_pages"?'],
    [['run', 'top_pages', 'visitr=ada'], 2, 'Did you mean "visitor"?'],
    [['run', 'top_pages', 'limit=many'], 2, 'expected a whole number'],
    [['run', 'top_pages', 'limit=1000'], 2, '"limit"'],
    [['run', 'top_pages', 'ada'], 2, 'Write name=value'],
    [['run', 'top_pages', '--version', 'beef'], 4, 'VERSION_NOT_FOUND'],
    [['run', 'top_pages', '--tag', 'prod'], 4, 'TAG_NOT_FOUND'],
    [['run'], 2, "missing required argument 'lambda'"],
    [['rnu', 'x'], 2, 'Did you mean run?'],
    [['run', 'top_pages', '--jsn'], 2, 'Did you mean --json?'],
    [['sql', 'SELECT * FRM visits'], 2, '             ^'],
    [['sql', 'SELECT pgae FROM visits'], 2, 'page'],
    [['sql', 'SELECT 1; SELECT 2'], 2, 'SQL_STATEMENT_COUNT'],
    [['sql', "SELECT * FROM read_csv('/etc/passwd')"], 2, 'SQL_NOT_ALLOWED'],
    [['preview', 'visit'], 4, 'Did you mean "visits"?'],
    [['preview', 'visits', '--rows', 'ten'], 2, 'Write a whole number from 1 to 1000.'],
    [['test', 'top_pagse'], 4, 'Did you mean "top_pages"?'],
    [['tag', 'top_pages', 'prod', 'beef'], 4, 'has no version "beef"'],
    [['tag', 'top_pages', 'not a tag', 'latest'], 2, 'NAME_INVALID'],
    [['dead-letters', 'show', 'visits', 'none'], 4, 'DEAD_LETTER_NOT_FOUND'],
    [['keys', 'create', 'a', '--allow', 'everything'], 2, 'Allowed choices are execute, read, write, deploy, admin'],
    [['keys', 'create', 'a', '--expires', 'soon'], 2, 'Write a duration such as 30s'],
    [['keys', 'revoke', 'nobody'], 4, 'KEY_NOT_FOUND'],
    [['schema', 'table'], 2, 'Allowed choices are config, collection, lambda'],
    [['start', '--port', 'http'], 2, '--port must be a whole number'],
    [['start', '--demo'], 2, 'an integration named "events"'],
    [['init', '.'], 5, 'PROJECT_EXISTS'],
    [['status', '--project', 'absent'], 4, 'PROJECT_NOT_FOUND'],
    [['status', '--config', 'absent.yaml'], 4, 'PROJECT_NOT_FOUND'],
    [['status', '--server', 'http://127.0.0.1:1'], 7, 'No server answers at http://127.0.0.1:1'],
    [['status', '--server', 'ftp://x'], 2, 'is no address of a server'],
    [['status', '--server', 'http://127.0.0.1:1/lambdas'], 2, 'is no address of a server'],
    [['openapi', '--out', 'rockpool.yaml/below.json'], 2, 'cannot be read: a part of its path is a file.'],
  ])('%j ends with code %i and says what to do', async (args, code, words) => {
    const outcome = await rockpool(project, args);

    expect(outcome.err).toContain(words);
    expect([outcome.code, outcome.out]).toEqual([code, '']);
    expect(outcome.err).not.toMatch(/^\s+at .*\.js/m);
  });

  it('names every mistake of every file with its place, and deploys nothing', async () => {
    const other = join(root, 'broken');
    await rockpool(root, ['init', 'broken']);
    await writeFile(join(other, 'lambdas/a.yaml'), 'sqll: SELECT 1\n');
    await writeFile(join(other, 'lambdas/b.yaml'), 'sql: [\n');

    const { code, err, out } = await rockpool(other, ['deploy']);

    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/lambdas\/a\.yaml:1:1: .*"sqll"/);
    expect(err).toMatch(/lambdas\/b\.yaml:\d+:\d+: /);
  });

  it('deploys nothing when a transformation cannot be bound either', async () => {
    const other = join(root, 'unbound');
    await rockpool(root, ['init', 'unbound']);
    await writeFile(
      join(other, 'collections/a.yaml'),
      "sources: []\ninput: { _id: VARCHAR }\ntransformation: |\n  SELECT 'ä' AS a,\n    nope FROM _input\n",
    );

    const { code, err, out } = await rockpool(other, ['deploy', '--dry-run']);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('error collections/a.yaml:5:5: Column "nope" not found.');
  });
});
