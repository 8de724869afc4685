import type { Command } from 'commander';
import { parseQualified } from '../../base/name.ts';
import { executionPath, type Selection } from '../../client/lambdas.ts';
import type { QueryReplyBody } from '../../client/queries.ts';
import { parseArguments, textsByName } from '../arguments.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { addFormatOptions, formatOf, printReply, type FormatOptions } from '../query-output.ts';

interface Options extends ConnectionOptions, FormatOptions {
  readonly tag?: string;
  readonly version?: string;
}

/** `rockpool run recommendation userid=u-17` */
export function addRunCommand(program: Command, context: CliContext): void {
  const command = program
    .command('run')
    .summary('execute a lambda')
    .description('Executes a query lambda with the given arguments and prints its rows.')
    .argument('<lambda>', 'its name, with the workspace in front when that is not commons')
    .argument('[arguments...]', 'name=value; a list repeats its name')
    .option('--tag <tag>', 'the version that carries this tag (default: latest)')
    .option('--version <version>', 'this very version')
    .addHelpText('after', '\nExample:\n  rockpool run recommendation userid=u-17');
  addConnectionOptions(addFormatOptions(command)).action(
    async (lambda: string, texts: readonly string[], options: Options) => {
      const query = textsByName(parseArguments(texts));
      const path = `${executionPath(parseQualified(lambda), selectionOf(options))}/rows`;
      await withConnection(context, options, { data: 'current', lambdas: 'deploy' }, async (client) => {
        if (formatOf(options) === 'csv') {
          context.terminal.out((await client.text(path, { query, accept: 'text/csv' })).trimEnd());
          return;
        }
        printReply(context.terminal, formatOf(options), await client.json<QueryReplyBody>(path, { query }));
      });
    },
  );
}

/** A version wins over a tag: it is the more exact wish. */
export function selectionOf(options: { readonly tag?: string; readonly version?: string }): Selection {
  return options.version === undefined ? { tag: options.tag ?? 'latest' } : { version: options.version };
}
