import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allContracts } from '../../src/api/all-contracts.ts';
import { makeProgram } from '../../src/cli/run.ts';
import { processTerminal } from '../../src/cli/terminal.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const section = (title: string): string => readme.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;

describe('the README', () => {
  it('lists every command, and no other', () => {
    const program = makeProgram({ environment: {}, terminal: processTerminal({}) });
    const listed = new Set([...section('The command line').matchAll(/`rockpool ([a-z-]+)/g)].map((match) => match[1]!));

    expect([...listed].sort()).toEqual(program.commands.map((command) => command.name()).sort());
  });

  it.each(
    [...readme.matchAll(/(?:npx )?rockpool ([a-z-]+)[^`\n]*?(--[a-z-]+)/g)].map((match) => [match[1]!, match[2]!]),
  )('names options that `rockpool %s` has: %s', (name, option) => {
    const program = makeProgram({ environment: {}, terminal: processTerminal({}) });
    const command = program.commands.find((one) => one.name() === name);

    expect([command, ...(command?.commands ?? [])].flatMap((one) => one?.options.map(({ long }) => long))).toContain(
      option,
    );
  });

  it.each(
    [...section('HTTP').matchAll(/`(\/[^`]*)`/g)]
      .map((match) => match[1]!)
      .filter((path) => /^\/(ws|queries|lambdas|collections|users)/.test(path)),
  )('names paths that exist: %s', (path) => {
    const shape = (url: string): string => url.replaceAll(/\{[^}]+\}|:[A-Za-z]+/g, '*');
    const known = allContracts.map(({ url }) => shape(url.replace('/v1/orgs/self', '')));

    expect(known).toContain(shape(path));
  });
});
