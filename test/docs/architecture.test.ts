import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rooms = readdirSync(new URL('../../src', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

describe('the rooms', () => {
  it('are all described in docs/architecture.md, and no other', () => {
    const described = [...read('docs/architecture.md').matchAll(/^\| `([a-z0-9-]+)` \|/gm)]
      .map((match) => match[1])
      .sort();

    expect(described).toEqual(rooms);
  });

  it.each(rooms)('%s opens with a README of at most 15 lines of text', (room) => {
    const path = `src/${room}/README.md`;

    expect(existsSync(new URL(`../../${path}`, import.meta.url)), `${path} is missing`).toBe(true);
    const lines = read(path)
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('|'));
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(read(path).startsWith(`# ${room}`)).toBe(true);
  });
});

describe('the sizes of files', () => {
  const filesOf = (folder: string, written: RegExp) =>
    readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && written.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .map((name) => ({ name, lines: readFileSync(name, 'utf8').trimEnd().split('\n').length }));

  it.each(['src', 'test', 'bench', 'scripts'])('stay at or below 350 lines in %s, tests and styles too', (folder) => {
    const files = filesOf(folder, /\.(ts|mjs|cjs|java|css|html)$/);

    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => file.lines > 350)).toEqual([]);
  });

  it('have a median below 90 lines in src, tests apart', () => {
    const sorted = filesOf('src', /(?<!\.test)\.ts$/)
      .map((file) => file.lines)
      .sort((a, b) => a - b);

    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(90);
  });
});
