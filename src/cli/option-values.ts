import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../base/duration.ts';

/** Reader of an option that is a whole number in these bounds. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum)
      throw new InvalidArgumentError(`Write a whole number from ${minimum} to ${maximum}.`);
    return value;
  };
}

/** Reader of an option that names a file or folder: what a shell makes of a variable that is not set is none. */
export function outPath(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Name a place to write to.');
  return text;
}

/** Reader of an option that is a duration, in milliseconds. */
export function duration(text: string): number {
  const value = parseDuration(text);
  if (value === undefined || value <= 0) throw new InvalidArgumentError('Write a duration such as 30s, 5m, 2h or 90d.');
  return value;
}

/** Reader of an option that may be repeated, or hold several values with commas between. */
export function list(text: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ];
}
