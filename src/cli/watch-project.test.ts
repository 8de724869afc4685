import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, it } from 'vitest';
import { watchFolders } from './watch-project.ts';

let folder: string;
let stop: () => void;
let next: () => Promise<void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-watch-'));
  await mkdir(join(folder, 'lambdas'));
  let wake = (): void => {};
  stop = await watchFolders([join(folder, 'lambdas'), join(folder, 'absent')], async () => wake());
  next = () => new Promise((resolve) => (wake = resolve));
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true, force: true });
});

it('notices a file that is made, saved, and replaced as editors do', async () => {
  const file = join(folder, 'lambdas/a.yaml');
  for (const save of [
    () => writeFile(file, 'one'),
    () => writeFile(file, 'two'),
    () => writeFile(`${file}~`, 'three').then(() => rename(`${file}~`, file)),
    () => writeFile(file, 'four'),
    () => rm(file),
  ]) {
    const noticed = next();
    await save();
    await noticed;
  }
});

it('notices files in folders that are made later', async () => {
  const made = next();
  await mkdir(join(folder, 'lambdas/shop'));
  await made;

  const saved = next();
  await writeFile(join(folder, 'lambdas/shop/a.yaml'), 'one');
  await saved;
});
