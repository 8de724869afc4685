import type { Command } from 'commander';
import { parseQualified } from '../../base/name.ts';
import { listTags, listVersions } from '../../client/lambdas.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { printJson, printTable } from '../output.ts';

/** `rockpool versions recommendation` */
export function addVersionsCommand(program: Command, context: CliContext): void {
  const command = program
    .command('versions')
    .summary('list the versions of a lambda')
    .description('Lists the versions of a lambda, newest first, with their tags.')
    .argument('<lambda>', 'its name')
    .option('--json', 'print JSON');
  addConnectionOptions(command).action(
    async (lambda: string, options: ConnectionOptions & { readonly json?: boolean }) => {
      const name = parseQualified(lambda);
      await withConnection(context, options, { data: 'as-stored', lambdas: 'deploy' }, async (client) => {
        const versions = await listVersions(client, name);
        const tags = await listTags(client, name);
        if (options.json === true) {
          printJson(context.terminal, versions);
          return;
        }
        const tagsOf = (version: string): string =>
          tags
            .filter((tag) => tag.version.version === version)
            .map((tag) => tag.tag_name)
            .join(', ');
        const rows = versions.map((one) => [
          one.version,
          tagsOf(one.version),
          one.state,
          one.created_at,
          one.created_by,
        ]);
        printTable(context.terminal, ['version', 'tags', 'state', 'created', 'by'], rows);
      });
    },
  );
}
