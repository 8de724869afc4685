import type { ErrorCodeName } from '../base/error-codes.ts';
import { RockpoolError } from '../base/error.ts';
import { defaultWorkspace } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Statement } from '../sql/statement.ts';
import { mistakePlace, thrownMistake, type StatementMistake } from './statement-mistake.ts';

const codes: Readonly<Record<string, ErrorCodeName>> = {
  parser: 'SQL_SYNTAX',
  syntax: 'SQL_SYNTAX',
  'not implemented': 'SQL_NOT_ALLOWED',
  permission: 'SQL_NOT_ALLOWED',
  'out of memory': 'LIMIT_MEMORY',
};

/** SQL_SYNTAX, SQL_BIND, SQL_NOT_ALLOWED or COLLECTION_NOT_FOUND with place, suggestion and Rockset's words where its clients know them. */
export function statementError(
  mistake: StatementMistake,
  statement: Statement | undefined,
  cause?: unknown,
): RockpoolError {
  const place = statement === undefined ? undefined : mistakePlace(mistake, statement);
  const details = { ...(place === undefined ? {} : { place }), ...(cause === undefined ? {} : { cause }) };
  const { name = '', candidates } = mistake;
  if (mistake.subtype === 'COLUMN_NOT_FOUND') {
    return new RockpoolError('SQL_BIND', `Column "${name}" not found.`, {
      ...details,
      hint: columnHint(name, candidates),
    });
  }
  if (mistake.subtype === 'MISSING_ENTRY' && mistake.entry?.endsWith('Function') === true) {
    const hint = didYouMean(name, candidates).trim();
    return new RockpoolError('SQL_BIND', `Function \`${name}\` not found.`, {
      ...details,
      errorId: 'function_not_found',
      ...(hint === '' ? {} : { hint }),
    });
  }
  if (mistake.subtype === 'MISSING_ENTRY' && mistake.entry === 'Table') {
    const message = `Collection "${name}" does not exist in workspace "${defaultWorkspace}".`;
    return new RockpoolError('COLLECTION_NOT_FOUND', message, details);
  }
  return new RockpoolError(codes[mistake.type] ?? 'SQL_BIND', sentence(mistake.message), details);
}

function columnHint(name: string, candidates: readonly string[]): string {
  const near = didYouMean(name.split('.').at(-1)!, candidates).trim();
  if (near !== '') return near;
  return candidates.length === 0 ? 'No collection in FROM has such a field.' : `There are: ${candidates.join(', ')}.`;
}

/** DuckDB's first paragraph; what follows repeats the text or suggests names that are not allowed. */
function sentence(message: string): string {
  const first = message.split(/\n+LINE \d+:|\nDid you mean/)[0]!.trim();
  if (/^failed to allocate/.test(first)) return 'The statement is too large to be checked.';
  if (/^Max expression depth/.test(first))
    return 'Expressions are nested too deeply, or a chain of operators is too long.';
  if (/^Only SELECT statements can be serialized/.test(first)) return 'Only SELECT is allowed.';
  if (/^Mixing named and positional/.test(first)) return 'A parameter has no name; write parameters as :name.';
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.!?]$/.test(first) ? '' : '.'}`;
}

/**
 * DuckDB's error of a running statement as ours: SQL_EXECUTION, LIMIT_MEMORY, SQL_BIND with the place in the author's text. Without a
 * statement what ran was not the author's text, and there is no place.
 */
export function executionError(error: unknown, statement: Statement | undefined): unknown {
  const mistake = thrownMistake(error);
  if (mistake === undefined) return error;
  const place = statement === undefined ? undefined : mistakePlace(mistake, statement);
  const details = { cause: error, ...(place === undefined ? {} : { place }) };
  switch (mistake.type) {
    case 'out of memory':
      return new RockpoolError('LIMIT_MEMORY', 'The query needs more memory than queries may have.', details);
    // The collections have changed since the statement was compiled.
    case 'binder':
    case 'catalog':
      return statementError(mistake, statement, error);
    case 'fatal':
      return new RockpoolError('STORE_UNAVAILABLE', mistake.message, details);
    case 'internal':
      return new RockpoolError('INTERNAL', mistake.message, details);
    default:
      return new RockpoolError('SQL_EXECUTION', mistake.message, details);
  }
}

/** A pattern of DuckDB's words, why the store does not work then, and what to do when the table's hint is not it. */
type Reason = readonly [pattern: RegExp, why: string, hint?: string];

const diskFull: Reason = [/no space left|ENOSPC|disk quota|file too large/i, 'the disk is full'];

/**
 * What DuckDB throws while it reads or writes the store, as our error: STORE_UNAVAILABLE when the disk, the file or the memory is the
 * cause. Anything else is a mistake of ours and comes back as it is.
 */
export function storeError(what: string, cause: unknown): unknown {
  if (cause instanceof RockpoolError) return cause;
  const text = textOf(cause);
  const reason = callReasons.find(([pattern]) => pattern.test(text));
  if (reason === undefined) return cause;
  return new RockpoolError('STORE_UNAVAILABLE', `The store cannot ${what}: ${reason[1]}.`, {
    cause,
    ...(reason[2] === undefined ? {} : { hint: reason[2] }),
  });
}

const callReasons: readonly Reason[] = [
  diskFull,
  [
    /database has been invalidated|FATAL/i,
    'an earlier write failed in the middle',
    'Free disk space if it is full, then restart; what was acknowledged is safe.',
  ],
  [/out of memory/i, 'its memory is used up', 'Raise the memory of the store, or write smaller batches.'],
  [/IO Error|could not (read|write|open|sync)|failed to (flush|sync|truncate)/i, 'its file cannot be read or written'],
];

/** What DuckDB or the file system throws while a file is opened, as our error: STORE_LOCKED or STORE_UNAVAILABLE. */
export function openError(path: string, cause: unknown): RockpoolError {
  const text = textOf(cause);
  if (/conflicting lock|could not set lock|being used by another process/i.test(text)) {
    const pid = /PID (\d+)/.exec(text)?.[1];
    const owner = pid === undefined ? 'Another process' : `Process ${pid}`;
    return new RockpoolError('STORE_LOCKED', `${owner} has the store ${path} open.`, { cause });
  }
  const why = openReasons.find(([pattern]) => pattern.test(text));
  return new RockpoolError('STORE_UNAVAILABLE', `The store ${path} cannot be opened: ${why?.[1] ?? firstLine(text)}.`, {
    cause,
    ...(why?.[2] === undefined ? {} : { hint: why[2] }),
  });
}

const openReasons: readonly Reason[] = [
  [/permission denied|EACCES|EPERM|read-only file system|EROFS/i, 'its folder or file may not be written'],
  diskFull,
  [/ENOTDIR|EEXIST|not a directory/i, 'a part of the path is a file, not a folder'],
  [/is a directory/i, 'it is a folder, not a file'],
  [
    /newer version|storage version|version number|was created with a newer/i,
    'a newer release of the database wrote it',
    'Use the release of Rockpool that wrote it, or a newer one.',
  ],
  [
    /not a valid DuckDB|corrupt|checksum|serialization error|deserialize|unexpected end|could not read|WAL/i,
    'the file is damaged, or not a store of Rockpool',
    'Restore it from a backup, or move it away and let the sources be read again.',
  ],
];

const firstLine = (text: string): string => (text.split('\n')[0] ?? text).replace(/[.\s]+$/, '');

/** What DuckDB throws while it reads a Parquet file, as our error: RECORD_MALFORMED. The path is a temporary one, and says nothing to anybody. */
export function parquetError(path: string, cause: unknown): RockpoolError {
  const why = firstLine(textOf(cause)).replaceAll(path, 'the file');
  return new RockpoolError('RECORD_MALFORMED', `The object cannot be read as Parquet: ${why}`, { cause });
}

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
