import type { Command } from 'commander';
import { parseQualified } from '../../base/name.ts';
import { reindexCollection } from '../../client/collections.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { countOf, printJson } from '../output.ts';

interface Options extends ConnectionOptions {
  readonly json?: boolean;
}

/** `rockpool reindex user_purchases` */
export function addReindexCommand(program: Command, context: CliContext): void {
  const command = program
    .command('reindex')
    .summary('rebuild the index of a collection by its file, under load')
    .description(
      'Copies the documents of a collection into a new index with the fields and settings that its file has now, and lets the new index take its place at once. ' +
        'Queries and sources go on meanwhile. A value that a new type cannot hold without loss ends it, and nothing is changed. Needs the store engine elasticsearch.',
    )
    .argument('<collection>', 'its name')
    .option('--json', 'print JSON');
  addConnectionOptions(command).action(async (collection: string, options: Options) => {
    await withConnection(context, options, { data: 'as-stored', lambdas: 'leave' }, async (client) => {
      const body = await reindexCollection(client, parseQualified(collection));
      if (options.json === true) printJson(context.terminal, body);
      else
        context.terminal.out(
          `${body.collection} is ${body.index} now: ${countOf(body.copied, 'document')} copied in ${countOf(body.rounds, 'round')}.`,
        );
    });
  });
}
