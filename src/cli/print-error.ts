import { printProblem, RockpoolError, type Place, type Problem } from '../base/error.ts';
import type { Terminal } from './terminal.ts';

/** Writes what went wrong, where, and what to do, and gives the exit code of its kind. A stack is for our mistakes only. */
export function printError(terminal: Terminal, error: unknown): number {
  if (!(error instanceof RockpoolError)) return printBug(terminal, error);
  const { colors } = terminal;
  const problems = error.details.problems ?? [];
  if (problems.length > 0) for (const problem of problems) terminal.err(problemText(terminal, problem));
  else
    terminal.err(
      `${colors.red('error')} ${placed(error.details.place, error.message)}${snippet(error.details.place, error.message)}`,
    );
  terminal.err(`${colors.dim('hint')}  ${error.hint}`);
  terminal.err(`${colors.dim('code')}  ${error.code}`);
  return error.row.exit;
}

function problemText(terminal: Terminal, problem: Problem): string {
  return `${terminal.colors.red('error')} ${printProblem(problem)}`;
}

/** `lambdas/a.yaml:3:7: …`, or `… (line 3, column 7)` for a text without a file. */
function placed(place: Place | undefined, message: string): string {
  if (place?.file !== undefined)
    return `${[place.file, place.line, place.column].filter((part) => part !== undefined).join(':')}: ${message}`;
  return place?.line === undefined ? message : `${message} (line ${place.line}, column ${place.column ?? 1})`;
}

function snippet(place: Place | undefined, message: string): string {
  return place?.snippet === undefined || message.includes(place.snippet) ? '' : `\n${place.snippet}`;
}

function printBug(terminal: Terminal, error: unknown): number {
  terminal.err(
    `${terminal.colors.red('bug')}   ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  terminal.err(`${terminal.colors.dim('hint')}  This is a mistake of ours; please report it with the lines above.`);
  return 70;
}
