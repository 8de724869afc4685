import { expect, it } from 'vitest';
import { formatWarning } from './format-warning.ts';

it('warns of an app of another version, older, newer or unnamed', () => {
  expect(formatWarning({ version: '3.355.0' })).toBeUndefined();
  expect(formatWarning({ version: '3.33.19' })).toBe(
    'Retool 3.33.19 wrote the file, an older version than 3.355.0, whose format is known: widgets that work differently there may be misread.',
  );
  expect(formatWarning({ version: '4.86.0' })).toContain('a newer version than 3.355.0');
  expect(formatWarning({ version: '' })).toContain('names no version of Retool');
  expect(formatWarning({ version: '4.0.0-beta.1' })).toContain('names "4.0.0-beta.1" as the version of Retool');
});
