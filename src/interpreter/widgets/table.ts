import type { Json, JsonObject } from '../../base/json.ts';
import { isJsonObject } from '../../base/json.ts';
import { type Reader, type WidgetKind, words } from '../kind.ts';
import { fitsFormat } from './formats.ts';
import { widgetParts } from './widget-parts.ts';

type Row = Readonly<Record<string, unknown>>;

/** How many rows a page has depends on the height of the table; here it has ten. */
const pageSize = 10;

const perColumn: Readonly<Record<string, Json>> = {
  _columnEditable: '',
  _columnGroupAggregationMode: 'none',
  _columnSummaryAggregationMode: 'none',
};

export const table: WidgetKind = {
  ...widgetParts,
  runs: {
    ...widgetParts.runs,
    data: [],
    emptyMessage: 'No rows found',
    searchTerm: '',
    _columnIds: [],
    _columnKey: {},
    _columnLabel: {},
    _columnFormat: {},
    _columnHidden: {},
    _columnValueOverride: {},
    _dynamicColumnsEnabled: false,
    _serverPaginated: false,
    _limitOffsetRowCount: null,
    _showToolbar: true,
    _toolbarButtonIds: [],
    _toolbarButtonLabel: {},
    _toolbarButtonHidden: {},
  },
  looks: [
    ...widgetParts.looks,
    ...words('heightType overflowType searchMode _rowHeight _showHeader _showFooter _showBorder _primaryKeyColumnId'),
    ...words(
      '_columnFormatOptions _columnAlignment _columnSize _columnPosition _columnEditableOptions _columnOptionList',
    ),
    ...words('_columnStatusIndicatorOptions _columnPlaceholder _columnSortMode _columnSortDisabled _columnSearchMode'),
    ...words('_columnReferenceId _dynamicColumnProperties _toolbarPosition _toolbarButtonType _toolbarButtonIcon'),
  ],
  only: {
    ...perColumn,
    // Which row is selected, and what follows from it, is not run.
    _rowSelection: 'none',
    _serverPaginationType: 'limitOffsetBased',
    searchTerm: '',
  },
  properties: {
    pagination: (self) => ({ pageSize, offset: page(self) * pageSize, currentPage: page(self) }),
  },
  events: ['clickToolbar'],
  shown: (self) => {
    const rows = rowsOf(self);
    return { rows, ...(rows.length === 0 ? { emptyMessage: self.text('emptyMessage') } : {}) };
  },
};

const page = (self: Reader): number => Number(self.own('page') ?? 0);

/** Why nobody can turn to this page; undefined when one can. Without a count Retool offers a next page until one is short. */
export function noSuchPage(self: Reader, wanted: number): string | undefined {
  if (self.raw('_serverPaginated') !== true) return 'its rows do not come page by page';
  if (!Number.isInteger(wanted) || wanted < 0) return `${wanted} is no page`;
  const count = self.read('_limitOffsetRowCount');
  if (typeof count === 'number')
    return wanted * pageSize >= count && wanted > 0 ? `it has ${count} rows only` : undefined;
  const isBeyond = wanted > page(self) + 1 || (wanted > page(self) && rowsOf(self).length < pageSize);
  return isBeyond ? 'this page is not offered' : undefined;
}

/** Id of the button of the toolbar with this label; undefined when there is none. */
export function toolbarButton(self: Reader, label: string): string | undefined {
  if (self.read('_showToolbar') !== true) return undefined;
  const labels = self.read('_toolbarButtonLabel') as Row;
  const hidden = self.read('_toolbarButtonHidden') as Row;
  return (self.read('_toolbarButtonIds') as readonly string[]).find((id) => labels[id] === label && !hidden[id]);
}

function dataOf(self: Reader): readonly Row[] {
  const data = self.property('data') ?? [];
  if (Array.isArray(data) && data.every(isJsonObject)) return data;
  self.problem(`data is no list of objects: ${JSON.stringify(data).slice(0, 100)}`);
  return [];
}

/** The rows by label of the column. */
function rowsOf(self: Reader): readonly Row[] {
  const data = dataOf(self);
  if (self.read('_dynamicColumnsEnabled') === true) return data;
  const columns = columnsOf(self);
  return data.map((row, i) => Object.fromEntries(columns.map((column) => [column.label, cell(self, column, row, i)])));
}

interface Column {
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly format: string;
  readonly override: Json;
}

function columnsOf(self: Reader): readonly Column[] {
  const of = (map: string, id: string): Json => (self.raw(map) as JsonObject)[id] ?? '';
  const name = (map: string, id: string): string => String(self.evaluate(map, of(map, id)));
  const columns = (self.raw('_columnIds') as readonly string[])
    .filter((id) => !self.evaluate('_columnHidden', of('_columnHidden', id)))
    .map((id) => ({
      id,
      key: name('_columnKey', id),
      label: name('_columnLabel', id),
      format: name('_columnFormat', id),
      override: of('_columnValueOverride', id),
    }));
  const labels = columns.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) self.problem(`Two columns are labelled ${twice}.`);
  return columns;
}

function cell(self: Reader, { key, label, format, override }: Column, row: Row, i: number): unknown {
  const item = row[key];
  if (override === '' && !(key in row)) self.problem(`The rows have no ${key}, which column ${label} shows.`);
  const value =
    override === '' ? item : self.evaluate('_columnValueOverride', override, { item, i, currentSourceRow: row });
  if (!fitsFormat(format, value))
    self.problem(`Column ${label} has the format ${format} and the value ${JSON.stringify(value)}.`);
  return value;
}
