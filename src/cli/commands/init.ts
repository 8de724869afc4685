import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { RockpoolError } from '../../base/error.ts';
import type { CliContext } from '../context.ts';
import { projectTemplate } from '../project-template.ts';

/** `rockpool init my-project` */
export function addInitCommand(program: Command, context: CliContext): void {
  program
    .command('init')
    .summary('make a small working project')
    .description('Makes a project folder with one collection, one lambda with tests, and a little data.')
    .argument('[folder]', 'a new or empty folder', '.')
    .action(async (folder: string) => {
      const { terminal } = context;
      const target = resolve(folder);
      await assertEmpty(target, folder);
      for (const [file, text] of Object.entries(projectTemplate)) {
        await mkdir(dirname(join(target, file)), { recursive: true });
        // `wx`: nothing that appeared in the meantime is overwritten.
        await writeFile(join(target, file), text, { flag: 'wx' });
        terminal.out(`  ${terminal.colors.green('+')} ${join(folder, file)}`);
      }
      const enter = relative(process.cwd(), target) === '' ? '' : `cd ${folder} && `;
      terminal.out(
        `\nNow:  ${enter}rockpool start\n      ${enter}rockpool run top_pages visitor=ada\n      ${enter}rockpool test`,
      );
    });
}

/** Throws PROJECT_EXISTS when something is there; a folder that holds nothing but a .git is new enough. */
async function assertEmpty(folder: string, shown: string): Promise<void> {
  const found = await readdir(folder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    const what = code === 'ENOTDIR' ? 'is a file' : 'cannot be read';
    throw new RockpoolError('PROJECT_EXISTS', `${shown} ${what}.`, { cause: error });
  });
  const first = found.find((name) => name !== '.git');
  if (first !== undefined) throw new RockpoolError('PROJECT_EXISTS', `${shown} is not empty: it holds ${first}.`);
}
