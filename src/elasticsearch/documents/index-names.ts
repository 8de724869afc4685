import { RockpoolError } from '../../base/error.ts';
import { printQualified, type QualifiedName } from '../../base/name.ts';

const mostBytes = 255;

/**
 * The alias of a collection, which is what is read and written: `<prefix>-<workspace>.<name>`. Elasticsearch knows lower case only: `userAges` is
 * `user~ages`. Throws NAME_INVALID when it is too long.
 */
export function aliasOf(prefix: string, name: QualifiedName): string {
  const alias = `${prefix}-${encodeName(name.workspace)}.${encodeName(name.name)}`;
  if (Buffer.byteLength(alias) + 7 > mostBytes) {
    throw new RockpoolError('NAME_INVALID', `The name ${printQualified(name)} is too long for an index.`, {
      hint: 'Choose a shorter name for the collection or its workspace.',
    });
  }
  return alias;
}

/** The index behind an alias: 1 is the first one, each reindex makes the next. */
export function indexOf(alias: string, generation: number): string {
  return `${alias}-${String(generation).padStart(6, '0')}`;
}

/** The generation of an index of ours; undefined for any other. */
export function generationOf(alias: string, index: string): number | undefined {
  const digits = index.startsWith(`${alias}-`) ? /^\d{6}$/.exec(index.slice(alias.length + 1)) : null;
  return digits === null ? undefined : Number(digits[0]);
}

/** Where the checkpoints of all collections lie. Aliases have a dot after the prefix, so it is none of them. */
export const checkpointsIndex = (prefix: string): string => `${prefix}-checkpoints`;

function encodeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `~${letter.toLowerCase()}`);
}
