import { RockpoolError, type Problem } from '../base/error.ts';
import type { LambdaDefinition } from './lambda.ts';

/** What a check threw, as problems of the file: places inside the SQL become places inside the file. Rethrows what nobody can correct in a file. */
export function deployProblems(error: unknown, definition: LambdaDefinition): readonly Problem[] {
  if (!(error instanceof RockpoolError) || error.row.status >= 500) throw error;
  const found: readonly Problem[] = error.details.problems ?? [
    { code: error.code, message: error.message, hint: error.hint, ...error.details.place },
  ];
  return found.map((problem) => ({ ...problem, ...placeInFile(problem, definition) }));
}

function placeInFile(
  problem: Problem,
  { file, sqlPlace }: LambdaDefinition,
): Pick<Problem, 'file' | 'line' | 'column'> {
  if (problem.line === undefined) return problem.code === 'CONFIG_INVALID' ? { file } : sqlPlace;
  // Every line of a `|` text is indented alike, and a text in quotes has one line.
  const column = problem.column === undefined ? {} : { column: problem.column + sqlPlace.column - 1 };
  return { file: sqlPlace.file, line: problem.line + sqlPlace.line - 1, ...column };
}
