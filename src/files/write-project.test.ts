import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { readProject } from './read-project.ts';
import { writeStarterProject } from './write-project.ts';

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'rockpool-init-'));

describe('a new project', () => {
  it('is read without a problem', async () => {
    const folder = join(emptyFolder(), 'new');

    await writeStarterProject(folder);
    const project = await readProject(loadConfig({ projectFolder: folder, flags: {}, environment: {} }));

    expect(project.problems).toEqual([]);
    expect([project.collections.map((one) => one.name), project.lambdas.map((one) => one.name)]).toEqual([
      ['visits'],
      ['top_pages'],
    ]);
  });

  it('may be made in a fresh repository', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, 'README.md'), 'mine');

    await writeStarterProject(folder);

    expect(readdirSync(folder).sort()).toEqual([
      '.git',
      '.gitignore',
      'README.md',
      'collections',
      'data',
      'lambdas',
      'rockpool.yaml',
    ]);
  });

  it.each([
    ['rockpool.yaml', 'is a project already.'],
    ['notes.txt', 'is not empty: it holds notes.txt.'],
  ])('is never written beside %s', async (name, message) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, name), 'x');

    await expect(writeStarterProject(folder)).rejects.toMatchObject({
      code: 'PROJECT_EXISTS',
      message: `${folder} ${message}`,
    });
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('is never written below a file', async () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, 'x');

    await expect(writeStarterProject(join(file, 'new'))).rejects.toMatchObject({ code: 'PROJECT_EXISTS' });
  });

  it('is never written onto a file', async () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, 'x');

    await expect(writeStarterProject(file)).rejects.toMatchObject({ code: 'PROJECT_EXISTS' });
  });
});
