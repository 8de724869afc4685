import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RockpoolError } from '../base/error.ts';

const projectFile = 'rockpool.yaml';

/** The folder with the rockpool.yaml, from `start` upwards. Throws PROJECT_NOT_FOUND. */
export function findProject(start: string): string {
  const first = resolve(start);
  for (let folder = first; ; folder = dirname(folder)) {
    if (existsSync(join(folder, projectFile))) return folder;
    if (dirname(folder) === folder)
      throw new RockpoolError('PROJECT_NOT_FOUND', `There is no ${projectFile} in ${first}, nor in a folder above it.`);
  }
}
