import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import { defaultWorkspace, type QualifiedName } from '../base/name.ts';

/** Where the file of a collection stands, relative to the project folder. */
export const collectionFile = ({ workspace, name }: QualifiedName): string =>
  join('collections', workspace === defaultWorkspace ? '' : workspace, `${name}.yaml`);

/** Throws PROJECT_EXISTS when there is a file already. */
export function assertNoFile(projectFolder: string, file: string): void {
  if (existsSync(join(projectFolder, file))) throw alreadyThere(file);
}

/** Writes a file of the project. Throws PROJECT_EXISTS when it is there already, unless it may be overwritten. */
export async function writeCollection(
  projectFolder: string,
  file: string,
  text: string,
  overwrite: boolean,
): Promise<void> {
  const path = join(projectFolder, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: overwrite ? 'w' : 'wx' });
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw alreadyThere(file);
    throw new RockpoolError('PROJECT_EXISTS', `${file} cannot be written (${code}).`, {
      cause,
      hint: 'Make the folder writable, or save the printed text yourself.',
    });
  }
}

const alreadyThere = (file: string): RockpoolError =>
  new RockpoolError('PROJECT_EXISTS', `${file} is there already.`, {
    hint: '--force overwrites it; --name chooses another name.',
  });
