import type { Place, Plugin, RetoolApp } from '../app.ts';
import type { AppProblem } from './app-problem.ts';

const columns = 12;
/** Rows are counted in steps of 0.2; as integers they compare exactly. */
const stepsPerRow = 5;
const steps = (rows: number): number => Math.round(rows * stepsPerRow);
const isStep = (rows: number): boolean => Math.abs(rows * stepsPerRow - steps(rows)) < 1e-6;

interface Placed {
  readonly id: string;
  readonly place: Place;
}

/** Everything stands inside its twelve columns, on the grid's steps, and over nothing else. */
export function layoutProblems({ plugins }: RetoolApp): readonly AppProblem[] {
  const placed = plugins.filter(hasPlace);
  return placed.flatMap((plugin, index) => [
    ...ownProblems(plugin),
    ...placed
      .slice(0, index)
      .filter((other) => siblingsOf(other) === siblingsOf(plugin) && overlap(other.place, plugin.place))
      .map((other) => ({ plugin: plugin.id, message: `It stands over ${other.id}.` })),
  ]);
}

const hasPlace = (plugin: Plugin): plugin is Plugin & Placed => plugin.place !== undefined;

const siblingsOf = ({ screen, place: { container, subcontainer, rowGroup } }: Plugin & Placed): string =>
  JSON.stringify([screen, container, subcontainer, rowGroup]);

function ownProblems({ id, place: { row, col, width, height } }: Placed): readonly AppProblem[] {
  const problems: string[] = [];
  if (!Number.isInteger(col) || !Number.isInteger(width) || col < 0 || width < 1 || col + width > columns)
    problems.push(`It stands in column ${col} with width ${width}, which is not inside the ${columns} columns.`);
  if (!(row >= 0) || !(steps(height) >= 1)) problems.push(`It stands in row ${row} with height ${height}.`);
  else if (!isStep(row) || !isStep(height))
    problems.push(`Its row ${row} or its height ${height} is no multiple of 0.2.`);
  return problems.map((message) => ({ plugin: id, message }));
}

const overlap = (left: Place, right: Place): boolean =>
  left.col < right.col + right.width &&
  right.col < left.col + left.width &&
  steps(left.row) < steps(right.row + right.height) &&
  steps(right.row) < steps(left.row + left.height);
