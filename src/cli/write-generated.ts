import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import type { Terminal } from './terminal.ts';

export interface GeneratedFile {
  /** Relative to the working directory, or absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * Writes files that are committed, and says which have changed. With `check` nothing is written, and a file that would change is
 * FILES_DRIFTED; `command` is what makes them again. Throws REQUEST_INVALID where
 * nothing can be read or written.
 */
export async function writeGenerated(
  terminal: Terminal,
  files: readonly GeneratedFile[],
  { command, check }: { readonly command: string; readonly check: boolean },
): Promise<void> {
  const changed: GeneratedFile[] = [];
  for (const file of files) if ((await readIfThere(file.path)) !== file.text) changed.push(file);
  if (check) {
    if (changed.length === 0) {
      terminal.err(`${count(files.length)} as ${command} would write ${files.length === 1 ? 'it' : 'them'}`);
      return;
    }
    const names = changed.map(({ path }) => path).join(', ');
    throw new RockpoolError(
      'FILES_DRIFTED',
      `${names}: not as ${command} writes ${changed.length === 1 ? 'it' : 'them'} now.`,
    );
  }
  for (const { path, text } of changed) {
    await write(path, text);
    terminal.err(`written to ${path}`);
  }
  const same = files.length - changed.length;
  if (same > 0) terminal.err(`${count(same)} unchanged`);
}

const count = (files: number): string => `${files} ${files === 1 ? 'file' : 'files'}`;

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw notPossible(`${path} cannot be read`, error);
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw notPossible(`${path} cannot be written`, error);
  }
}

function notPossible(what: string, cause: unknown): RockpoolError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return new RockpoolError('REQUEST_INVALID', `${what}: ${reasons[code] ?? code}.`, {
    cause,
    hint: 'Name another place with --out, or make this one writable.',
  });
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EACCES: 'that is not allowed here',
  EPERM: 'that is not allowed here',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
};
