import { Option, type Command } from 'commander';
import { stringify } from 'lossless-json';
import type { PreviewBody, ProposalBody, ProposalRequestBody } from '../../api/preview.ts';
import { RockpoolError } from '../../base/error.ts';
import { parseQualified, type QualifiedName } from '../../base/name.ts';
import { previewCollection, proposeCollection } from '../../client/collections.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { loadProject } from '../load-project.ts';
import { wholeNumber } from '../option-values.ts';
import { countOf, printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { assertNoFile, collectionFile, writeCollection } from '../write-collection.ts';

interface Options extends ConnectionOptions {
  readonly rows: number;
  readonly json?: boolean;
  readonly integration?: string;
  readonly index?: string;
  readonly topic?: string;
  readonly bucket?: string;
  readonly pattern?: string;
  readonly format?: 'json' | 'avro' | 'ndjson' | 'csv' | 'parquet';
  readonly name?: string;
  readonly write?: boolean;
  readonly force?: boolean;
}

const formats = ['json', 'avro', 'ndjson', 'csv', 'parquet'] as const;
const sourceOptions = ['topic', 'bucket', 'pattern', 'format', 'name', 'write', 'force'] as const;

/** `rockpool preview user_purchases`, `rockpool preview --integration events --topic user_activity --write` */
export function addPreviewCommand(program: Command, context: CliContext): void {
  const command = program
    .command('preview')
    .summary('show what the first records become, or propose a collection')
    .description(
      'Reads the first records of each source of a collection and shows them beside the documents they become, or the reason why they do not. ' +
        'With --integration and a topic or bucket that has no collection yet it proposes the file of one, and so it does with --index for indices that exist. ' +
        'No document is stored.',
    )
    .argument('[collection]', 'its name')
    .option('--rows <count>', 'records per source', wholeNumber(1, 1000), 10)
    .option('--integration <name>', 'propose a collection: the integration of rockpool.yaml it reads')
    .option('--index <pattern>', 'propose a collection over indices that exist: a name, an alias or a pattern')
    .option('--topic <name>', 'the topic it reads')
    .option('--bucket <name>', 'or the bucket')
    .option('--pattern <pattern>', 'objects of the bucket: *, **, ? and {name}, or a prefix')
    .addOption(new Option('--format <format>', 'of the records (default: told by names and contents)').choices(formats))
    .option('--name <name>', 'what the collection is to be called (default: after the topic or the objects)')
    .option('--write', 'save the proposal as collections/<name>.yaml')
    .option('--force', 'also when that file is there already')
    .option('--json', 'print JSON');
  addConnectionOptions(command).action(async (collection: string | undefined, options: Options) => {
    if (options.integration !== undefined || options.index !== undefined) return propose(context, collection, options);
    const stray = sourceOptions.find((name) => options[name] !== undefined);
    if (stray !== undefined || collection === undefined)
      throw new RockpoolError(
        'REQUEST_INVALID',
        stray === undefined
          ? 'Name a collection, or a source of a new one.'
          : `--${stray} goes with --integration or --index.`,
        { hint: 'rockpool preview user_purchases, or rockpool preview --integration events --topic user_activity.' },
      );
    await withConnection(context, options, { data: 'as-stored', lambdas: 'leave' }, async (client) => {
      const previews = await previewCollection(client, parseQualified(collection), options.rows);
      if (options.json === true) printJson(context.terminal, previews);
      else for (const preview of previews) printPreview(context.terminal, preview);
    });
  });
}

async function propose(context: CliContext, collection: string | undefined, options: Options): Promise<void> {
  const { terminal } = context;
  const request = requestOf(options);
  const name = parseQualified(options.name ?? collection ?? nameAfter(request));
  const file = collectionFile(name);
  const projectFolder = options.write === true ? loadProject(context, options).projectFolder : undefined;
  if (projectFolder !== undefined && options.force !== true) assertNoFile(projectFolder, file);
  await withConnection(context, options, { data: 'as-stored', lambdas: 'leave' }, async (client) => {
    const proposal = await proposeCollection(client, name, request);
    if (options.json === true) printJson(terminal, proposal);
    else printProposal(terminal, proposal, options);
    if (projectFolder === undefined) return;
    await writeCollection(projectFolder, file, proposal.yaml, options.force === true);
    if (options.json !== true) printNext(terminal, file, name);
  });
}

/** Throws REQUEST_INVALID when the options name no source, or two. */
function requestOf({ integration, index, topic, bucket, pattern, format, rows }: Options): ProposalRequestBody {
  const wrong = (message: string): never => {
    throw new RockpoolError('REQUEST_INVALID', message, {
      hint: "--topic user_activity, or --bucket shop --pattern 'products/*.csv'.",
    });
  };
  if (index !== undefined) {
    if ([integration, topic, bucket, pattern, format].some((option) => option !== undefined))
      wrong('--index names indices that exist: no integration, topic, bucket, pattern or format goes with it.');
    return { index };
  }
  if (topic === undefined && bucket === undefined) wrong('Name what to read: --topic, or --bucket with --pattern.');
  if (topic !== undefined && bucket !== undefined)
    wrong('A source reads a topic or a bucket: give one of --topic and --bucket.');
  if (topic !== undefined && pattern !== undefined) wrong('--pattern goes with --bucket.');
  return {
    integration: integration!,
    rows,
    ...(topic === undefined ? {} : { topic }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(format === undefined ? {} : { format }),
  };
}

/** `user_activity` after the topic user.activity, `products` after the objects products/*.csv. */
function nameAfter({ index, topic, bucket = '', pattern = '' }: ProposalRequestBody): string {
  const objects = pattern
    .split(/[*?{]/, 1)[0]!
    .split('/')
    .filter((part) => part !== '');
  const words = index ?? topic ?? objects.at(-1)?.replace(/\.[A-Za-z.]+$/, '') ?? bucket;
  return (
    words
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 100) || 'documents'
  );
}

function printProposal(
  terminal: Terminal,
  { yaml, sampled, refused, preview }: ProposalBody,
  { index }: Options,
): void {
  terminal.out(yaml);
  if (index !== undefined) return;
  printPreview(terminal, preview);
  if (refused > 0)
    terminal.out(terminal.colors.yellow(`${refused} of ${countOf(sampled, 'record')} would become dead letters.\n`));
}

function printNext(terminal: Terminal, file: string, { workspace, name }: QualifiedName): void {
  const collection = workspace === 'commons' ? name : `${workspace}.${name}`;
  terminal.out(`${terminal.colors.green('+')} ${file}

Now:  rockpool start                 (a server that runs already takes it on by itself)
      rockpool preview ${collection}`);
}

function printPreview(terminal: Terminal, preview: PreviewBody): void {
  const failed = preview.rows.filter((row) => row.error !== undefined).length;
  terminal.out(terminal.colors.bold(`${preview.collection} from ${preview.source}`));
  terminal.out(terminal.colors.dim(preview.fields.map((field) => `${field.name} ${field.type}`).join(' · ')));
  if (preview.rows.length === 0) {
    terminal.out('No records there yet.\n');
    return;
  }
  printTable(
    terminal,
    ['record', 'documents', 'error'],
    preview.rows.map((row) => [row.record, documentsText(row.documents, row.error), row.error ?? '']),
  );
  terminal.out(`${countOf(preview.rows.length, 'record')}, ${failed} refused\n`);
}

/** A record that a transformation filters out yields no document and no error; that is worth a word. */
function documentsText(documents: readonly unknown[], error: string | undefined): string {
  if (documents.length === 0) return error === undefined ? '(filtered out)' : '';
  return documents.map((document) => stringify(document) ?? '').join(' ');
}
