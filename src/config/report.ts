import type { Problem } from '../base/error.ts';
import type { PlaceSource } from './check-value.ts';

/** Takes one more mistake of a file: where it stands, what is wrong, and what to do when that is not plain. */
export type Report = (path: readonly (string | number)[], message: string, hint?: string) => void;

/** Adds what it is told to `problems`, as CONFIG_INVALID with its place. */
export function reportTo(problems: Problem[], places: PlaceSource): Report {
  return (path, message, hint) => {
    problems.push({
      code: 'CONFIG_INVALID',
      message,
      ...(hint === undefined ? {} : { hint }),
      ...places.placeOf(path),
    });
  };
}
