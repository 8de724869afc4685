import type { Command } from 'commander';
import type { CollectionBody } from '../../api/collections.ts';
import type { SourceBody } from '../../api/sources.ts';
import { printQualified } from '../../base/name.ts';
import { listCollections } from '../../client/collections.ts';
import { sourceName } from '../choose-sources.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { printAge, printJson, printTable } from '../output.ts';
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
  for (const message of new Set(collections.flatMap((one) => one.message ?? [])))
    terminal.out(`\n${terminal.colors.yellow('!')} ${message}`);
  const sources = collections.flatMap((collection) => collection.sources.map((source) => ({ collection, source })));
  if (sources.length === 0) return;
  terminal.out('');
  printTable(
    terminal,
    [
      'source',
      'feeds',
      'state',
      'position',
      'behind',
      'data age',
      'read',
      'filtered',
      'applied',
      'superseded',
      'dead letters',
    ],
    sources.map(({ collection, source }) => [
      sourceName(source),
      printQualified(collection),
      source.status.state,
      positionText(source),
      source.behind ?? null,
      age(source.data_age_ms),
      source.counters.read,
      source.counters.filtered,
      source.counters.applied,
      source.counters.superseded,
      source.dead_letters,
    ]),
  );
  printPartitions(
    terminal,
    sources.map(({ source }) => source),
  );
  for (const { source } of sources) {
    const mark = `\n${terminal.colors.yellow('!')} ${sourceName(source)}:`;
    if (source.resume_at !== null) terminal.out(`${mark} suspended until ${source.resume_at}`);
    if (source.status.message !== null) terminal.out(`${mark} ${source.status.message}`);
  }
}

/** Those of topics of a cluster, with how far each is behind. */
function printPartitions(terminal: Terminal, sources: readonly SourceBody[]): void {
  const rows = sources.flatMap((source) =>
    (source.streams ?? []).map(({ stream, offset, end, lag, assigned }) => [
      sourceName(source),
      stream,
      offset,
      end,
      lag,
      assigned ? 'yes' : 'no',
      source.consumer_group ?? '',
    ]),
  );
  if (rows.length === 0) return;
  terminal.out('');
  printTable(terminal, ['source', 'partition', 'offset', 'end', 'lag', 'read here', 'consumer group'], rows);
}

/** Where the next record is read: partitions have a table of their own. */
function positionText({ kafka, positions }: SourceBody): string {
  const places = Object.values(positions) as readonly { readonly offset?: unknown }[];
  if (kafka !== undefined) return places.length === 1 ? '1 partition' : `${places.length} partitions`;
  return places[0]?.offset === undefined ? '' : `byte ${Number(places[0].offset).toLocaleString('en-US')}`;
}

/** Numbers come with their digits kept, as objects. */
const age = (milliseconds: unknown): string =>
  milliseconds === null || milliseconds === undefined ? '' : printAge(Number(milliseconds));
