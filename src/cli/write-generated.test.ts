import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { processTerminal } from './terminal.ts';
import { writeGenerated } from './write-generated.ts';

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

  it('says where nothing may be written', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere');
    await chmod(join(folder, 'folder'), 0o555);
    await expect(write('folder/new')).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('that is not allowed here') as string,
    });
  });
});
