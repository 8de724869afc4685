import { access, constants, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import type { Terminal } from './terminal.ts';

export interface GeneratedFile {
  /** Relative to the working directory, or absolute. */
  readonly path: string;
  readonly text: string;
}

interface GeneratedOptions {
  /** What makes the files again. */
  readonly command: string;
  /** Nothing is written, and a file that would change is FILES_DRIFTED. */
  readonly check: boolean;
  /** Paths of files that are made at some times only: where none is made now, an earlier one is removed. */
  readonly optional?: readonly string[];
}

/**
 * Writes files that are committed, and says which have changed. No file is left half-written, and when one cannot be written all stay as
 * they were. Throws REQUEST_INVALID where nothing can be read or written, FILES_DRIFTED.
 */
export async function writeGenerated(
  terminal: Terminal,
  files: readonly GeneratedFile[],
  { command, check, optional = [] }: GeneratedOptions,
): Promise<void> {
  const changed: GeneratedFile[] = [];
  for (const file of files) if ((await readIfThere(file.path)) !== file.text) changed.push(file);
  const left: string[] = [];
  for (const path of optional) {
    if (!files.some((file) => file.path === path) && (await readIfThere(path)) !== undefined) left.push(path);
  }
  if (check) {
    if (changed.length === 0 && left.length === 0) {
      terminal.err(`${count(files.length)} as ${command} would write ${files.length === 1 ? 'it' : 'them'}`);
      return;
    }
    const names = changed.map(({ path }) => path).join(', ');
    const told = [
      ...(changed.length === 0
        ? []
        : [`${names}: not as ${command} writes ${changed.length === 1 ? 'it' : 'them'} now.`]),
      ...(left.length === 0 ? [] : [`${left.join(', ')}: not made by ${command} any more.`]),
    ];
    throw new RockpoolError('FILES_DRIFTED', told.join(' '));
  }
  await writeAll(changed);
  for (const { path } of changed) terminal.err(`written to ${path}`);
  for (const path of left) {
    await tryAt(path, () => rm(path));
    terminal.err(`removed ${path}, which is not made any more`);
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

/** Whole drafts first, which are then moved into place. */
async function writeAll(files: readonly GeneratedFile[]): Promise<void> {
  const drafts: { readonly path: string; readonly draft: string; readonly place: string }[] = [];
  try {
    for (const { path, text } of files) {
      await tryAt(path, async () => {
        await mkdir(dirname(path), { recursive: true });
        const place = await behindLinks(path);
        const draft = join(dirname(place), `.rockpool-${process.pid}-${drafts.length}`);
        drafts.push({ path, draft, place });
        await writeFile(draft, text);
      });
    }
    for (const { path, draft, place } of drafts) await tryAt(path, () => rename(draft, place));
  } finally {
    for (const { draft } of drafts) await rm(draft, { force: true });
  }
}

async function tryAt(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw notPossible(`${path} cannot be written`, error);
  }
}

/** A link stays one: what it points to is written. */
const behindLinks = (path: string): Promise<string> => realpath(path).catch(() => path);

/** Throws REQUEST_INVALID when files could not be written below this folder, which need not be there yet. */
export async function assertWritable(folder: string): Promise<void> {
  await tryAt(folder, async () => {
    const there = await nearest(resolve(folder));
    if (!(await stat(there)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    await access(there, constants.W_OK);
  });
}

/** The path itself, or the first folder above that is there. */
async function nearest(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearest(dirname(path));
}

function notPossible(what: string, cause: unknown): RockpoolError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return new RockpoolError('REQUEST_INVALID', `${what}: ${reasons[code] ?? code}.`, {
    cause,
    hint: 'Name another place with --out, or make this one writable.',
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no folder can be made there',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EACCES: 'that is not allowed here',
  EPERM: 'that is not allowed here',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
};
