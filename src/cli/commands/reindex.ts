import { Option, type Command } from 'commander';
import { parseQualified } from '../../base/name.ts';
import type { ReindexedBody } from '../../api/reindex.ts';
import { reindexCollection } from '../../client/collections.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { countOf, printJson } from '../output.ts';

interface Options extends ConnectionOptions {
  readonly json?: boolean;
  readonly from: 'old' | 'sources';
  readonly dropMissing?: boolean;
}

/** `rockpool reindex user_purchases` */
export function addReindexCommand(program: Command, context: CliContext): void {
  const command = program
    .command('reindex')
    .summary('rebuild the index of a collection by its file, under load')
    .description(
      'Copies the documents of a collection into a new index with the fields and settings that its file has now, and lets the new index take its place at once. ' +
        'Queries and sources go on meanwhile. A value that a new type cannot hold without loss ends it, and nothing is changed. ' +
        'With --from sources the documents are made anew of the records of its sources, from their start, by the transformation that its file has now; ' +
        'documents that the sources do not give end it, unless --drop-missing says that they may go. Needs the store engine elasticsearch.',
    )
    .argument('<collection>', 'its name')
    .addOption(new Option('--from <what>', 'what the new index is made of').choices(['old', 'sources']).default('old'))
    .option('--drop-missing', 'go on without the documents that the sources do not give')
    .option('--json', 'print JSON');
  addConnectionOptions(command).action(async (collection: string, options: Options) => {
    await withConnection(context, options, { data: 'as-stored', lambdas: 'leave' }, async (client) => {
      const body = await reindexCollection(client, parseQualified(collection), {
        from: options.from,
        ...(options.dropMissing === true ? { drop_missing: true } : {}),
      });
      if (options.json === true) printJson(context.terminal, body);
      else context.terminal.out(sentence(body));
    });
  });
}

/** Numbers of a reply keep their digits, and are no numbers yet. */
function sentence({ collection, index, copied, rounds, read, documents, dropped }: ReindexedBody): string {
  const count = (number: unknown, noun: string): string => countOf(Number(number), noun);
  const begin = `${collection} is ${index} now: `;
  if (read === undefined) return `${begin}${count(copied, 'document')} copied in ${count(rounds, 'round')}.`;
  const without = Number(dropped) === 0 ? '' : `, without ${count(dropped, 'document')} that it had`;
  return `${begin}${count(documents, 'document')} made of ${count(read, 'record')}${without}.`;
}
