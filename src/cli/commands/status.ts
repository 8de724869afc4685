import type { Command } from 'commander';
import type { CollectionBody } from '../../api/collections.ts';
import { printQualified } from '../../base/name.ts';
import { listCollections } from '../../client/collections.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { cellText, printAge, printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `rockpool status` */
export function addStatusCommand(program: Command, context: CliContext): void {
  const command = program
    .command('status')
    .summary('show how the sources stand')
    .description(
      'Shows for each collection its documents, the age of its data, and for each source state, position, what was read and what was refused.',
    )
    .option('--json', 'print JSON');
  addConnectionOptions(command).action(async (options: ConnectionOptions & { readonly json?: boolean }) => {
    await withConnection(context, options, { data: 'as-stored', lambdas: 'leave' }, async (client) => {
      const collections = await listCollections(client);
      if (options.json === true) {
        printJson(context.terminal, collections);
        return;
      }
      printStatus(context.terminal, collections);
    });
  });
}

function printStatus(terminal: Terminal, collections: readonly CollectionBody[]): void {
  if (collections.length === 0) {
    terminal.out('There are no collections.');
    return;
  }
  printTable(
    terminal,
    ['collection', 'documents', 'data age'],
    collections.map((one) => [printQualified(one), one.stats.doc_count, age(one.stats.data_age_ms)]),
  );
  const sources = collections.flatMap((collection) => collection.sources.map((source) => ({ collection, source })));
  if (sources.length === 0) return;
  terminal.out('');
  printTable(
    terminal,
    ['source', 'feeds', 'state', 'behind', 'read', 'filtered', 'applied', 'superseded', 'dead letters', 'position'],
    sources.map(({ collection, source }) => [
      `${source.integration_name}:${source.of}`,
      printQualified(collection),
      source.status.state,
      source.behind ?? null,
      source.counters.read,
      source.counters.filtered,
      source.counters.applied,
      source.counters.superseded,
      source.dead_letters,
      positionText(source.positions),
    ]),
  );
  for (const { source } of sources) {
    if (source.status.message !== null)
      terminal.out(
        `\n${terminal.colors.yellow('!')} ${source.integration_name}:${source.of}: ${source.status.message}`,
      );
  }
}

/** One stream's place is shown; of many, how many there are. */
function positionText(positions: Readonly<Record<string, unknown>>): string {
  const streams = Object.entries(positions);
  if (streams.length === 0) return '';
  return streams.length === 1 ? `${streams[0]![0]} ${cellText(streams[0]![1])}` : `${streams.length} streams`;
}

/** Numbers come with their digits kept, as objects. */
const age = (milliseconds: unknown): string =>
  milliseconds === null || milliseconds === undefined ? '' : printAge(Number(milliseconds));
