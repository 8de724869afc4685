import type { Command } from 'commander';
import type { QueryReplyBody } from '../client/queries.ts';
import { countOf, printAge, printable, printJson, printTable } from './output.ts';
import type { Terminal } from './terminal.ts';

export interface FormatOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

export type RowFormat = 'table' | 'json' | 'csv';

export function addFormatOptions(command: Command): Command {
  return command.option('--json', 'print the rows as a JSON array').option('--csv', 'print the rows as CSV');
}

export function formatOf(options: FormatOptions): RowFormat {
  if (options.json === true) return 'json';
  return options.csv === true ? 'csv' : 'table';
}

/** The rows on `out`; how many, how long and how old on `err`, so that a pipe gets nothing but rows. */
export function printReply(terminal: Terminal, format: RowFormat, reply: QueryReplyBody): void {
  for (const warning of reply.warnings ?? [])
    terminal.err(`${terminal.colors.yellow('warning')} ${printable(warning)}`);
  const results = reply.results ?? [];
  if (format === 'json') {
    printJson(terminal, results);
    return;
  }
  const columns = columnsOf(reply);
  if (columns.length > 0)
    printTable(
      terminal,
      columns,
      results.map((row) => columns.map((name) => row[name])),
    );
  terminal.err(terminal.colors.dim(footer(reply)));
}

/** Names in the order of the statement; `SELECT *` has none, so its rows tell. */
function columnsOf(reply: QueryReplyBody): readonly string[] {
  const named = reply.column_fields?.map((field) => field.name);
  return named ?? [...new Set((reply.results ?? []).flatMap((row) => Object.keys(row)))];
}

function footer(reply: QueryReplyBody): string {
  const elapsed = digitsToNumber(reply.stats.elapsed_time_ms);
  const age = digitsToNumber(reply.data_age_ms ?? Number.NaN);
  const version = reply.query_lambda_path?.split('::')[1];
  return [
    countOf(reply.results?.length ?? 0, 'row'),
    `${elapsed} ms`,
    ...(Number.isNaN(age) ? [] : [`data ${printAge(age)} old`]),
    ...(version === undefined ? [] : [`version ${version}`]),
  ].join(' · ');
}

/** Numbers arrive with their digits, as objects, whatever the contract's type says. */
const digitsToNumber = (value: unknown): number => Number(value);
