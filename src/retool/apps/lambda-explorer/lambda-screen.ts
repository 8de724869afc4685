import type { LambdaContract } from '../../../api/lambda-contract.ts';
import { defaultWorkspace } from '../../../base/name.ts';
import type { Place, Plugin } from '../../app.ts';
import { button } from '../../plugins/button.ts';
import { labelOf } from '../../plugins/column-format.ts';
import { jsonExplorer } from '../../plugins/json-explorer.ts';
import { lambdaQuery, type Way } from '../../plugins/lambda-query.ts';
import { literal, quoted } from '../../plugins/literal.ts';
import { navigation } from '../../plugins/navigation.ts';
import { onPage, steps, type Area } from '../../plugins/place.ts';
import { screen } from '../../plugins/screen.ts';
import { table } from '../../plugins/table.ts';
import { textWidget } from '../../plugins/text-widget.ts';
import { printAge, reasonOf } from '../reply-words.ts';
import { chooseChart } from './choose-chart.ts';
import type { FreeIds } from './free-ids.ts';
import { lambdaChart } from './lambda-chart.ts';
import { lambdaInputs } from './lambda-inputs.ts';
import { isLaterPage, pageArguments, pagingOf, rowCount } from './paging.ts';
import { tableColumns } from './table-columns.ts';

export interface LambdaScreen {
  readonly lambda: LambdaContract;
  readonly tag: string;
  readonly way: Way;
  /** Its place among the pages, from 0. */
  readonly order: number;
  /** Links to the other pages stand above. */
  readonly hasOthers: boolean;
  readonly freeId: FreeIds;
}

/** Where a widget stands. */
interface Spot {
  readonly screen: string;
  readonly place: Place;
}

const spot = (screen: string, area: Area): Spot => ({ screen, place: onPage(area) });

const titleHeight = 1.2;
const buttonHeight = 1;

/** One page: what may be given, a button, the state of the answer, a chart where there is one to draw, the rows, and the whole reply. */
export function lambdaScreen({ lambda, tag, way, order, hasOthers, freeId }: LambdaScreen): readonly Plugin[] {
  const words = [lambda.workspace, lambda.name];
  const page = freeId(words);
  const idOf = (part: string): string => freeId([page, part]);
  const [query, rowsTable, outcome] = [idOf('query'), idOf('table'), idOf('outcome')];
  const ids = {
    chart: idOf('chart'),
    error: idOf('error'),
    pages: idOf('pages'),
    reply: idOf('reply'),
    replyTitle: idOf('replyTitle'),
    run: idOf('run'),
    title: idOf('title'),
  };
  const paging = pagingOf(lambda);
  const top = hasOthers ? 1 : 0;
  const inputs = lambdaInputs({ lambda, screen: page, firstRow: steps(top + titleHeight), freeId: idOf });
  const stale = [...missingOf(inputs.missing), `${query}.error`].join(' || ');
  // None of an earlier answer stay under an error or beside an empty input.
  const rows = `(${stale} ? [] : (${query}.data?.results ?? []))`;
  const none =
    paging === undefined ? "'No rows'" : `(${isLaterPage(rowsTable)} ? 'No rows on this page (turn back)' : 'No rows')`;
  const noReply = `{{ ${[...missingOf(inputs.missing), `!${query}.error && !${query}.data`].join(' || ')} }}`;
  const drawn = lambda.columns === undefined ? undefined : chooseChart(lambda.columns);

  const across = (row: number, height: number): Spot => spot(page, { row, col: 0, width: 12, height });
  let row = inputs.nextRow + buttonHeight;
  const next = (height: number): Spot => {
    row += height;
    return across(steps(row - height), height);
  };
  return [
    ...screen(page, titleOf(lambda), order),
    lambdaQuery({
      id: query,
      screen: page,
      way,
      lambda,
      tag,
      arguments: { ...inputs.arguments, ...(paging === undefined ? {} : pageArguments(paging, rowsTable)) },
      ...(inputs.furtherArguments === undefined ? {} : { furtherArguments: inputs.furtherArguments }),
      ...(inputs.missing === undefined ? {} : { disabledWhile: inputs.missing }),
    }),
    ...(hasOthers ? [navigation({ id: ids.pages, ...across(0, top) })] : []),
    textWidget({ id: ids.title, ...across(top, titleHeight), value: literal(heading(lambda)) }),
    ...inputs.plugins,
    button({
      id: ids.run,
      ...spot(page, { row: inputs.nextRow, col: 0, width: 2, height: buttonHeight }),
      text: 'Run',
      effects: [{ on: 'click', type: 'datasource', method: 'trigger', target: query }],
      ...(inputs.missing === undefined ? {} : { disabled: `{{ ${inputs.missing} }}` }),
      loading: `{{ ${query}.isFetching }}`,
    }),
    textWidget({
      id: outcome,
      ...spot(page, { row: inputs.nextRow, col: 2, width: 10, height: buttonHeight }),
      value: `{{ ${outcomeText(query, rows, none, inputs)} }}`,
    }),
    textWidget({
      id: ids.error,
      ...next(0.8),
      value: `**Not available.** {{ ${query}.error ? ${reasonOf}(${query}.error) : '' }}`,
      hidden: `{{ ${[...missingOf(inputs.missing), `!${query}.error`].join(' || ')} }}`,
    }),
    ...(drawn === undefined ? [] : [lambdaChart({ id: ids.chart, ...next(6), drawn, rows })]),
    table({
      id: rowsTable,
      ...next(8),
      data: `{{ ${rows} }}`,
      ...(lambda.columns === undefined ? {} : { columns: tableColumns(lambda.columns) }),
      emptyMessage: `{{ ${stale} ? 'Nothing to show.' : ${query}.data ? 'No rows' : ${query}.isFetching ? 'Loading …' : 'Nothing to show.' }}`,
      toolbar: true,
      ...(paging === undefined ? {} : { serverPages: { rowCount: `{{ ${rowCount(paging, rowsTable, rows)} }}` } }),
    }),
    textWidget({ id: ids.replyTitle, ...next(0.8), value: '#### The whole reply', hidden: noReply }),
    jsonExplorer({ id: ids.reply, ...next(8), value: `{{ ${query}.error || ${query}.data }}`, hidden: noReply }),
  ];
}

/** `Top products`; the name of any other workspace than the first follows. */
const titleOf = ({ workspace, name }: LambdaContract): string =>
  workspace === defaultWorkspace ? labelOf(name) : `${labelOf(name)} (${workspace})`;

const heading = (lambda: LambdaContract): string =>
  `### ${titleOf(lambda)}${lambda.description === undefined ? '' : `\n${lambda.description}`}`;

const missingOf = (missing: string | undefined): readonly string[] => (missing === undefined ? [] : [`(${missing})`]);

/** One state at a time: what is missing, reading, failed, no rows, or how many and from which version. */
function outcomeText(
  query: string,
  rows: string,
  none: string,
  { missing, missingWords }: { readonly missing?: string; readonly missingWords: string },
): string {
  const states = [
    ...(missing === undefined ? [] : [`(${missing}) ? ${quoted(missingWords)}`]),
    `${query}.isFetching ? 'Loading …'`,
    `${query}.error ? 'The call failed.'`,
    `!${query}.data ? 'Not called yet.'`,
  ];
  const count = `(${rows}.length === 0 ? ${none} : ${rows}.length === 1 ? '1 row' : ${rows}.length + ' rows')`;
  const version = `' from ' + ${query}.data.query_lambda_path`;
  const ageMs = `${query}.data.data_age_ms`;
  const age = `(Number.isFinite(${ageMs}) ? ', data age ' + ${printAge}(${ageMs}) : '')`;
  return `${states.join(' : ')} : ${count} + ${version} + ${age}`;
}
