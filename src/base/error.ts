import { errorCodes, type ErrorCode, type ErrorCodeName } from './error-codes.ts';

/** Where a mistake stands in a text that a person wrote. Lines and columns count from 1, columns in characters. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The line of the author's text with a caret below the place. */
  readonly snippet?: string;
}

export interface ErrorDetails {
  /** What to do; the table's hint when absent. */
  readonly hint?: string;
  readonly place?: Place;
  /** Several mistakes at once, where a person fixes a file. */
  readonly problems?: readonly Problem[];
  readonly cause?: unknown;
  readonly queryId?: string;
  readonly retryAfterSeconds?: number;
  /** Rockset's finer word, such as `function_not_found`. */
  readonly errorId?: string;
}

/** One mistake in a file: what, where, and what was expected. */
export interface Problem extends Place {
  readonly code: ErrorCodeName;
  readonly message: string;
  readonly hint?: string;
}

/** The only error that crosses rooms. Everything else that is thrown is a bug. */
export class RockpoolError extends Error {
  override readonly name = 'RockpoolError';
  readonly code: ErrorCodeName;
  readonly details: ErrorDetails;

  constructor(code: ErrorCodeName, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  /** Status, type, exit code and default hint of this error. */
  get row(): ErrorCode {
    return errorCodes[this.code];
  }

  get hint(): string {
    return this.details.hint ?? this.row.hint;
  }
}

/** The error of a file with several mistakes; one line for each in the message. */
export function problemsError(code: ErrorCodeName, problems: readonly Problem[], hint?: string): RockpoolError {
  const message = problems.map(printProblem).join('\n');
  return new RockpoolError(code, message, {
    problems,
    place: problems[0] ?? {},
    ...(hint === undefined ? {} : { hint }),
  });
}

/** `lambdas/a.yaml:3:7: unknown key "sqll"; did you mean "sql"?`, followed by the snippet. */
export function printProblem(problem: Problem): string {
  const where = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const hint = problem.hint === undefined ? '' : ` ${problem.hint}`;
  const snippet = problem.snippet === undefined ? '' : `\n${problem.snippet}`;
  return `${where === '' ? '' : `${where}: `}${problem.message}${hint}${snippet}`;
}
