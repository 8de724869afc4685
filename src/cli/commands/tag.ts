import type { Command } from 'commander';
import { RockpoolError } from '../../base/error.ts';
import { parseQualified } from '../../base/name.ts';
import { listTags, listVersions, moveTag } from '../../client/lambdas.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';

/** `rockpool tag recommendation production 3f2a` */
export function addTagCommand(program: Command, context: CliContext): void {
  const command = program
    .command('tag')
    .summary('make or move a tag')
    .description('Points a tag of a lambda at one of its versions.')
    .argument('<lambda>', 'its name')
    .argument('<tag>', 'the tag, made if it is not there')
    .argument('<version>', 'a version, its first digits, or another tag')
    .addHelpText('after', '\nExample:\n  rockpool tag recommendation production latest');
  addConnectionOptions(command).action(
    async (lambda: string, tag: string, wanted: string, options: ConnectionOptions) => {
      const name = parseQualified(lambda);
      await withConnection(context, options, { data: 'as-stored', lambdas: 'deploy' }, async (client) => {
        const versions = (await listVersions(client, name)).map((one) => one.version);
        const tags = new Map((await listTags(client, name)).map((one) => [one.tag_name, one.version.version]));
        const moved = await moveTag(client, name, tag, tags.get(wanted) ?? pickVersion(lambda, wanted, versions));
        context.terminal.out(`${lambda}: ${tag} is now ${moved.version.version}`);
      });
    },
  );
}

/** The version that begins so. Throws VERSION_NOT_FOUND when none or several do. */
export function pickVersion(lambda: string, wanted: string, versions: readonly string[]): string {
  const found = versions.filter((version) => version.startsWith(wanted));
  if (found.length === 1) return found[0]!;
  if (versions.includes(wanted)) return wanted;
  const why = found.length === 0 ? 'has no version' : `has ${found.length} versions that begin with`;
  throw new RockpoolError('VERSION_NOT_FOUND', `Lambda "${lambda}" ${why} ${JSON.stringify(wanted)}.`);
}
