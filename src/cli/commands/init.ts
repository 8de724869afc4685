import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { writeStarterProject } from '../../files/write-project.ts';
import type { CliContext } from '../context.ts';

/** `rockpool init my-project` */
export function addInitCommand(program: Command, { terminal }: CliContext): void {
  program
    .command('init')
    .summary('make a small working project')
    .description('Makes a project folder with one collection, one lambda with tests, and a little data.')
    .argument('[folder]', 'a new or empty folder', '.')
    .action(async (folder: string) => {
      const target = resolve(folder);
      for (const file of await writeStarterProject(target))
        terminal.out(`  ${terminal.colors.green('+')} ${join(folder, file)}`);
      const enter = relative(process.cwd(), target) === '' ? '' : `cd ${folder} && `;
      terminal.out(
        `\nNow:  ${enter}rockpool start\n      ${enter}rockpool run top_pages visitor=ada\n      ${enter}rockpool test`,
      );
    });
}
