import type { Command } from 'commander';
import type { DeadLetterBody } from '../../api/dead-letters.ts';
import { RockpoolError } from '../../base/error.ts';
import { parseQualified, printQualified, type QualifiedName } from '../../base/name.ts';
import { listCollections, listDeadLetters, replayDeadLetters } from '../../client/collections.ts';
import type { HttpClient } from '../../client/http-client.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { wholeNumber } from '../option-values.ts';
import { countOf, printable, printJson, printPairs, printTable } from '../output.ts';
import { startProgress } from '../progress.ts';

interface ListOptions extends ConnectionOptions {
  readonly limit: number;
  readonly json?: boolean;
}

const needs = { data: 'as-stored', lambdas: 'leave' } as const;
/** Letters of one request; so many make a step of the progress bar. */
const pageSize = 200;

/** `rockpool dead-letters list user_activity` */
export function addDeadLettersCommand(program: Command, context: CliContext): void {
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
  addConnectionOptions(list).action(async (collection: string | undefined, options: ListOptions) => {
    await withConnection(context, options, needs, async (client) => {
      const names = collection === undefined ? await listCollections(client) : [parseQualified(collection)];
      const found = await Promise.all(names.map((name) => listDeadLetters(client, name, { limit: options.limit })));
      printLetters(context, found.flat(), options.json === true);
    });
  });

  const show = group
    .command('show')
    .description('Shows one refused record whole.')
    .argument('<collection>', 'its name')
    .argument('<id>', 'as `list` shows it')
    .option('--json', 'print JSON');
  addConnectionOptions(show).action(
    async (collection: string, id: string, options: ConnectionOptions & { readonly json?: boolean }) => {
      await withConnection(context, options, needs, async (client) => {
        const letter = await findLetter(client, parseQualified(collection), id);
        if (options.json === true) {
          printJson(context.terminal, letter);
          return;
        }
        printPairs(context.terminal, [
          ['id', letter.id],
          ['source', `${letter.source} at ${letter.position}`],
          ['stage', letter.stage],
          ['code', letter.code],
          ['message', printable(letter.message)],
          ['at', letter.at],
          ['attempts', String(letter.attempts)],
        ]);
        context.terminal.out(`\n${printable(letter.record)}${letter.truncated ? ' … (cut)' : ''}`);
      });
    },
  );

  const replay = group
    .command('replay')
    .description(
      'Tries refused records again, for example after the collection file was corrected. Those that pass are gone afterwards.',
    )
    .argument('<collection>', 'its name')
    .argument('[ids...]', 'only these (default: all)');
  addConnectionOptions(replay).action(
    async (collection: string, ids: readonly string[], options: ConnectionOptions) => {
      await withConnection(context, options, needs, (client) =>
        replayAll(context, client, parseQualified(collection), ids),
      );
    },
  );
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

/** All ids are read first: what fails again stays, and must not be tried twice. */
async function replayAll(
  { terminal }: CliContext,
  client: HttpClient,
  collection: QualifiedName,
  ids: readonly string[],
): Promise<void> {
  const wanted = ids.length > 0 ? ids : await allIds(client, collection);
  const progress = startProgress(terminal, 'replaying', Math.ceil(wanted.length / pageSize));
  const sum = { replayed: 0, failed: 0 };
  try {
    for (let at = 0; at < wanted.length; at += pageSize) {
      const outcome = await replayDeadLetters(client, collection, wanted.slice(at, at + pageSize));
      sum.replayed += outcome.replayed;
      sum.failed += outcome.failed;
      progress.step();
    }
  } finally {
    progress.stop();
  }
  terminal.out(`${countOf(sum.replayed, 'record')} passed, ${sum.failed} failed again.`);
}

async function allIds(client: HttpClient, collection: QualifiedName): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const letter of allLetters(client, collection)) ids.push(letter.id);
  return ids;
}

async function findLetter(client: HttpClient, collection: QualifiedName, id: string): Promise<DeadLetterBody> {
  for await (const letter of allLetters(client, collection)) if (letter.id === id) return letter;
  throw new RockpoolError(
    'DEAD_LETTER_NOT_FOUND',
    `${printQualified(collection)} has no dead letter ${JSON.stringify(id)}.`,
  );
}

async function* allLetters(client: HttpClient, collection: QualifiedName): AsyncIterable<DeadLetterBody> {
  let after: string | undefined;
  for (;;) {
    const page = await listDeadLetters(client, collection, {
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < pageSize) return;
  }
}
