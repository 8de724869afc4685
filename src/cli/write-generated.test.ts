import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { processTerminal } from './terminal.ts';
import { assertWritable, writeGenerated } from './write-generated.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-generated-'));
  await writeFile(join(folder, 'file'), 'mine');
  await mkdir(join(folder, 'folder'));
  return () => rm(folder, { recursive: true, force: true });
});

const write = async (path: string, check = false): Promise<string> => {
  const printed: string[] = [];
  const terminal = { ...processTerminal({}), err: (text: string) => void printed.push(text) };
  await writeGenerated(terminal, [{ path: join(folder, path), text: 'new' }], { command: 'rockpool client', check });
  return printed.join('\n').replaceAll(`${folder}/`, '');
};

const asked = [
  ['file/below', 'a part of its path is a file'],
  ['folder', 'it is a folder'],
  ['n'.repeat(300), 'its name is too long'],
] as const;

describe('writeGenerated', () => {
  it('makes the folders that are not there', async () => {
    expect(await write('a/b/c.ts')).toBe('written to a/b/c.ts');
    expect(await readFile(join(folder, 'a/b/c.ts'), 'utf8')).toBe('new');
    expect(await write('a/b/c.ts')).toBe('1 file unchanged');
  });

  it.each(asked.flatMap(([path, why]) => [[path, why, false] as const, [path, why, true] as const]))(
    'at %s says that %s (check: %s)',
    async (path, why, check) => {
      await expect(write(path, check)).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        message: `${join(folder, path)} cannot be read: ${why}.`,
        hint: 'Name another place with --out, or make this one writable.',
      });
      expect(await readFile(join(folder, 'file'), 'utf8')).toBe('mine');
    },
  );

  it('changes no file when one of them cannot be written, and leaves no draft', async () => {
    // No system lets anybody make a file there.
    const paths = [join(folder, 'file'), join(folder, 'new'), '/proc/new'];
    const terminal = { ...processTerminal({}), err: () => undefined };
    const options = { command: 'rockpool retool build', check: false };
    const files = paths.map((path) => ({ path, text: 'new' }));
    await expect(writeGenerated(terminal, files, options)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('/proc/new cannot be written: ') as string,
    });
    expect((await readdir(folder)).sort()).toEqual(['file', 'folder']);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('mine');
  });

  it('writes what a link points to, and leaves the link', async () => {
    await symlink(join(folder, 'file'), join(folder, 'link'));
    await write('link');
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new');
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['file', 'folder', 'link']);
  });

  it('says where nothing may be written', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere');
    await chmod(join(folder, 'folder'), 0o555);
    await expect(write('folder/new')).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('that is not allowed here') as string,
    });
  });
});

describe('assertWritable', () => {
  it('takes a folder that is there, and one that can be made', async () => {
    await assertWritable(join(folder, 'folder'));
    await assertWritable(join(folder, 'folder/new/deep'));
    expect(await readdir(join(folder, 'folder'))).toEqual([]);
  });

  it.each(['file', 'file/below'])('refuses %s, as a part of it is a file', async (path) => {
    await expect(assertWritable(join(folder, path))).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: `${join(folder, path)} cannot be written: a part of its path is a file.`,
    });
  });
});
