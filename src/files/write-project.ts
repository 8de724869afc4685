import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import { starterFiles } from './starter-project.ts';

/** What a folder may hold and still count as empty: a fresh repository. */
const harmless = new Set(['.git', '.gitattributes', '.DS_Store', 'README.md', 'LICENSE']);

/**
 * Writes a small working project into an empty folder, which is made when it is not there. Returns the paths written, relative to it.
 * Throws PROJECT_EXISTS when something else is in it; no file is ever overwritten.
 */
export async function writeStarterProject(folder: string): Promise<readonly string[]> {
  const there = (await entriesOf(folder)).filter((name) => !harmless.has(name));
  if (there.length > 0) {
    const what = there.includes('rockpool.yaml')
      ? 'is a project already'
      : `is not empty: it holds ${there.slice(0, 3).join(', ')}${there.length > 3 ? ', …' : ''}`;
    throw new RockpoolError('PROJECT_EXISTS', `${folder} ${what}.`);
  }
  const paths = Object.keys(starterFiles);
  try {
    for (const path of paths) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, starterFiles[path]!, { flag: 'wx' });
    }
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new RockpoolError('PROJECT_EXISTS', `${folder} cannot be written (${code}).`, {
      cause,
      hint: 'Choose a folder that you may write to.',
    });
  }
  return paths;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new RockpoolError('PROJECT_EXISTS', `${folder} is a file.`, { cause });
    throw new RockpoolError('PROJECT_EXISTS', `${folder} cannot be read.`, { cause });
  }
}
