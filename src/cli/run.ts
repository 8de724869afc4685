import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addClientCommand } from './commands/client.ts';
import { addDeadLettersCommand } from './commands/dead-letters.ts';
import { addDeployCommand } from './commands/deploy.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addOpenapiCommand } from './commands/openapi.ts';
import { addPreviewCommand } from './commands/preview.ts';
import { addReindexCommand } from './commands/reindex.ts';
import { addRetoolCommand } from './commands/retool.ts';
import { addRunCommand } from './commands/run.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addSqlCommand } from './commands/sql.ts';
import { addStartCommand } from './commands/start.ts';
import { addStatusCommand } from './commands/status.ts';
import { addResumeCommand, addSuspendCommand } from './commands/suspend.ts';
import { addTagCommand } from './commands/tag.ts';
import { addTestCommand } from './commands/test.ts';
import { addVersionsCommand } from './commands/versions.ts';
import type { CliContext } from './context.ts';
import { printError } from './print-error.ts';

/** In the order in which a newcomer meets them. */
const commands = [
  addInitCommand,
  addStartCommand,
  addDeployCommand,
  addVersionsCommand,
  addTagCommand,
  addRunCommand,
  addSqlCommand,
  addExplainCommand,
  addPreviewCommand,
  addReindexCommand,
  addTestCommand,
  addStatusCommand,
  addSuspendCommand,
  addResumeCommand,
  addDeadLettersCommand,
  addKeysCommand,
  addSchemaCommand,
  addOpenapiCommand,
  addClientCommand,
  addRetoolCommand,
];

/** Runs one command line (without node and script) and resolves to the exit code: 0, the `exit` of the error's code, or 70 for a mistake of ours. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const program = makeProgram(context);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed what is wrong; its own codes are 1 for everything.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return printError(context.terminal, error);
  }
}

/** The program with all its commands; also read by the test that compares README and commands. */
export function makeProgram(context: CliContext): Command {
  const { terminal } = context;
  const program = new Command('rockpool')
    .description('Versioned SQL behind a REST call, over data that is changing right now.')
    .version(packageVersion(), '-v, --version', 'print the version of Rockpool')
    // Otherwise `run x --version 3f2a` would be read as the option above.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(rockpool --help, or rockpool <command> --help, says what there is)');
  for (const add of commands) add(program, context);
  return program;
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
