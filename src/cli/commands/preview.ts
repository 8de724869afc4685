import type { Command } from 'commander';
import { stringify } from 'lossless-json';
import type { PreviewBody } from '../../api/preview.ts';
import { parseQualified } from '../../base/name.ts';
import { previewCollection } from '../../client/collections.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { wholeNumber } from '../option-values.ts';
import { countOf, printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends ConnectionOptions {
  readonly rows: number;
  readonly json?: boolean;
}

/** `rockpool preview user_purchases` */
export function addPreviewCommand(program: Command, context: CliContext): void {
  const command = program
    .command('preview')
    .summary('show what the first records become')
    .description(
      'Reads the first records of each source of a collection and shows them beside the documents they become, or the reason why they do not. Nothing is stored.',
    )
    .argument('<collection>', 'its name')
    .option('--rows <count>', 'records per source', wholeNumber(1, 1000), 10)
    .option('--json', 'print JSON');
  addConnectionOptions(command).action(async (collection: string, options: Options) => {
    await withConnection(context, options, { data: 'as-stored', lambdas: 'leave' }, async (client) => {
      const previews = await previewCollection(client, parseQualified(collection), options.rows);
      if (options.json === true) {
        printJson(context.terminal, previews);
        return;
      }
      for (const preview of previews) printPreview(context.terminal, preview);
    });
  });
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
