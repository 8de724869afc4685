import type { LambdaContract } from '../../../api/lambda-contract.ts';
import type { Plugin } from '../../app.ts';
import { jsonEditor } from '../../plugins/json-editor.ts';
import type { ArgumentExpression } from '../../plugins/lambda-query.ts';
import { onPage, steps } from '../../plugins/place.ts';
import { textWidget } from '../../plugins/text-widget.ts';
import { distinctLabels } from './distinct-labels.ts';
import { pagingOf } from './paging.ts';
import { parameterInput } from './parameter-input.ts';

export interface LambdaInputs {
  readonly plugins: readonly Plugin[];
  readonly arguments: Readonly<Record<string, ArgumentExpression>>;
  readonly furtherArguments?: string;
  /** An expression that is true while the lambda cannot be called. */
  readonly missing?: string;
  /** What is needed first, for people. */
  readonly missingWords: string;
  readonly nextRow: number;
}

export interface LambdaInputsOptions {
  readonly lambda: LambdaContract;
  readonly screen: string;
  readonly firstRow: number;
  /** An unused id that begins with the page's and ends in this word. */
  readonly freeId: (part: string) => string;
}

const perRow = 3;
/** An input under its label and the line that says what it takes. */
const inputHeight = 2;
const editorHeight = 3.2;

/** The inputs of a lambda, three side by side; the parameters that page through its rows have none. */
export function lambdaInputs({ lambda, screen, firstRow, freeId }: LambdaInputsOptions): LambdaInputs {
  const paging = pagingOf(lambda);
  const parameters = lambda.parameters.filter((one) => one !== paging?.limit && one !== paging?.offset);
  const labels = distinctLabels(parameters.map(({ name }) => name));
  const inputs = parameters.map((parameter, index) => {
    const [row, col] = [Math.floor(index / perRow), index % perRow];
    const area = { row: steps(firstRow + row * inputHeight), col: col * 4, width: 4, height: inputHeight };
    const label = labels[index] ?? parameter.name;
    const widget = { id: freeId(parameter.name), screen, place: onPage(area), label };
    return { parameter, label, ...parameterInput(parameter, widget) };
  });
  const below = steps(firstRow + Math.ceil(inputs.length / perRow) * inputHeight);
  const further = lambda.open ? furtherInput(screen, below, freeId) : undefined;
  const needed = inputs.filter(({ missing }) => missing !== undefined);
  const missing = [...needed.map((one) => one.missing ?? ''), ...(further === undefined ? [] : [further.missing])];
  const words = [
    ...needed.map(({ label }) => label),
    ...(further === undefined ? [] : ['Further arguments as a JSON object']),
  ];
  return {
    plugins: [...inputs.map(({ plugin }) => plugin), ...(further?.plugins ?? [])],
    arguments: Object.fromEntries(inputs.map(({ parameter, argument }) => [parameter.name, argument])),
    ...(further === undefined ? {} : { furtherArguments: further.expression }),
    ...(missing.length === 0 ? {} : { missing: missing.join(' || ') }),
    missingWords: `Needed first: ${words.join(', ')}.`,
    nextRow: further?.nextRow ?? below,
  };
}

/** Old clients deploy lambdas whose parameters have no declaration; their names are known to nobody but the statement. */
function furtherInput(
  screen: string,
  row: number,
  freeId: (part: string) => string,
): {
  readonly plugins: readonly Plugin[];
  readonly expression: string;
  readonly missing: string;
  readonly nextRow: number;
} {
  const id = freeId('further');
  const title = textWidget({
    id: freeId('furtherTitle'),
    screen,
    place: onPage({ row, col: 0, width: 12, height: 0.8 }),
    value: 'Further arguments by name, as a JSON object',
  });
  const area = { row: steps(row + 0.8), col: 0, width: 12, height: editorHeight };
  const editor = jsonEditor({ id, screen, place: onPage(area), value: '{}' });
  return {
    plugins: [title, editor],
    // The editor gives text or what it says, by version of Retool.
    expression: `(typeof ${id}.value === 'string' ? JSON.parse(${id}.value || 'null') : ${id}.value)`,
    missing: `${id}.valid === false`,
    nextRow: steps(area.row + editorHeight),
  };
}
