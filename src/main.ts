import { runCli } from './cli/run.ts';
import { processTerminal } from './cli/terminal.ts';
import { readEnvironment } from './config/environment.ts';

/** The program: hands the command line to the CLI and leaves its exit code behind. `argv` is `process.argv`. */
export async function main(argv: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  // Not process.exit: what was written to a pipe shall arrive.
  process.exitCode = await runCli(argv.slice(2), { environment, terminal: processTerminal(environment) });
}
