import type { Command } from 'commander';
import type { DeadLetterBody } from '../../api/dead-letters.ts';
import { parseQualified, printQualified, type QualifiedName } from '../../base/name.ts';
import { listCollections } from '../../client/collections.ts';
import { countDeadLetters, getDeadLetter, listDeadLetters, type Cause } from '../../client/dead-letters.ts';
import type { HttpClient } from '../../client/http-client.ts';
import { addCauseOptions, readCause } from '../cause-options.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { wholeNumber } from '../option-values.ts';
import { countOf, printable, printJson, printPairs, printTable } from '../output.ts';
import { addDeleteCommand, addReplayCommand } from './dead-letters-again.ts';

interface JsonOption extends ConnectionOptions {
  readonly json?: boolean;
}

const needs = { data: 'as-stored', lambdas: 'leave' } as const;

/** `rockpool dead-letters list user_activity --code RECORD_NOT_JSON` */
export function addDeadLettersCommand(program: Command, context: CliContext): void {
  const { terminal } = context;
  const group = program
    .command('dead-letters')
    .summary('look at refused records, and try them again')
    .description('Records that could not become documents are kept with the reason.');

  const list = group
    .command('list', { isDefault: true })
    .description('Lists refused records, of one collection or of all.')
    .argument('[collection]', 'its name')
    .option('--limit <count>', 'records per collection', wholeNumber(1, 1000), 100)
    .option('--json', 'print JSON');
  addConnectionOptions(addCauseOptions(list)).action(
    async (collection: string | undefined, options: JsonOption & Cause & { readonly limit: number }) => {
      await withConnection(context, options, needs, async (client) => {
        const found = (await chosen(client, collection)).map(async (name) =>
          listDeadLetters(client, name, { ...(await readCause(client, name, options)), limit: options.limit }),
        );
        printLetters(context, (await Promise.all(found)).flat(), options.json === true);
      });
    },
  );

  const show = group
    .command('show')
    .description('Shows one refused record whole.')
    .argument('<collection>', 'its name')
    .argument('<id>', 'as `list` shows it')
    .option('--json', 'print JSON');
  addConnectionOptions(show).action(async (collection: string, id: string, options: JsonOption) => {
    await withConnection(context, options, needs, async (client) => {
      const letter = await getDeadLetter(client, parseQualified(collection), id);
      if (options.json === true) printJson(terminal, letter);
      else printLetter(context, letter);
    });
  });

  const count = group
    .command('count')
    .description('Counts refused records by cause: source, stage and code; of one collection or of all.')
    .argument('[collection]', 'its name')
    .option('--json', 'print JSON');
  addConnectionOptions(count).action(async (collection: string | undefined, options: JsonOption) => {
    await withConnection(context, options, needs, async (client) => {
      const counted = (await chosen(client, collection)).map(async (name) =>
        (await countDeadLetters(client, name)).map((cause) => ({ collection: printQualified(name), ...cause })),
      );
      const causes = (await Promise.all(counted)).flat();
      if (options.json === true) {
        printJson(terminal, causes);
        return;
      }
      const columns = ['collection', 'source', 'stage', 'code', 'count'] as const;
      const rows = causes.map((cause) => columns.map((column) => cause[column]));
      if (rows.length > 0) printTable(terminal, columns, rows);
      const letters = causes.reduce((sum, cause) => sum + cause.count, 0);
      terminal.err(terminal.colors.dim(countOf(letters, 'dead letter')));
    });
  });

  addReplayCommand(group, context);
  addDeleteCommand(group, context);
}

async function chosen(client: HttpClient, collection: string | undefined): Promise<readonly QualifiedName[]> {
  return collection === undefined ? listCollections(client) : [parseQualified(collection)];
}

function printLetters({ terminal }: CliContext, letters: readonly DeadLetterBody[], asJson: boolean): void {
  if (asJson) {
    printJson(terminal, letters);
    return;
  }
  if (letters.length > 0) {
    printTable(
      terminal,
      ['id', 'collection', 'stage', 'code', 'message', 'record'],
      letters.map((one) => [
        one.id,
        printQualified({ workspace: one.workspace, name: one.collection }),
        one.stage,
        one.code,
        one.message,
        one.record,
      ]),
    );
  }
  terminal.err(terminal.colors.dim(countOf(letters.length, 'dead letter')));
}

function printLetter({ terminal }: CliContext, letter: DeadLetterBody): void {
  printPairs(terminal, [
    ['id', printable(letter.id)],
    ['source', printable(`${letter.source} at ${letter.position}`)],
    ['stage', letter.stage],
    ['code', letter.code],
    ['message', printable(letter.message)],
    ['at', letter.at],
    ['tried last', letter.failed_at],
    ['attempts', String(letter.attempts)],
  ]);
  terminal.out(`\n${printable(letter.record)}${letter.truncated ? ' … (cut)' : ''}`);
}
