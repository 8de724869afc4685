import { RockpoolError } from '../base/error.ts';

/**
 * What DuckDB throws while it reads or writes the store, as our error: STORE_UNAVAILABLE when the disk, the file or the memory is the
 * cause. Anything else is a mistake of ours and comes back as it is.
 */
export function storeError(what: string, cause: unknown): unknown {
  if (cause instanceof RockpoolError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = reasons.find(([pattern]) => pattern.test(text));
  if (reason === undefined) return cause;
  return new RockpoolError('STORE_UNAVAILABLE', `The store cannot ${what}: ${reason[1]}.`, {
    cause,
    ...(reason[2] === undefined ? {} : { hint: reason[2] }),
  });
}

const reasons: readonly (readonly [RegExp, string, string?])[] = [
  [/no space left|ENOSPC|disk quota|file too large/i, 'the disk is full'],
  [
    /database has been invalidated|FATAL/i,
    'an earlier write failed in the middle',
    'Free disk space if it is full, then restart; what was acknowledged is safe.',
  ],
  [/out of memory/i, 'its memory is used up', 'Raise the memory of the store, or write smaller batches.'],
  [/IO Error|could not (read|write|open|sync)|failed to (flush|sync|truncate)/i, 'its file can not be read or written'],
];
