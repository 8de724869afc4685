import type { Json } from '../../base/json.ts';
import type { Plugin } from '../app.ts';
import { stableHex } from '../codec/stable-id.ts';
import type { TableColumn } from './column-format.ts';
import { events, type Effect } from './event.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface TableOptions extends WidgetOptions {
  /** A `{{ }}` that gives a list of objects. */
  readonly data: string;
  /** Undefined: whatever members the rows have. */
  readonly columns?: readonly TableColumn[];
  /** Key of the column that identifies a row; the first one when undefined. */
  readonly primaryKey?: string;
  readonly emptyMessage: string;
  /** Filter, download as CSV and refresh, below the table. */
  readonly toolbar?: boolean;
  /**
   * Pages are asked for from the server: its query takes `{{ id.pagination.pageSize }}` and `{{ id.pagination.offset }}`. The `{{ }}` gives the
   * number of all rows, by which Retool offers a next page.
   */
  readonly serverPages?: { readonly rowCount: string };
}

/** Rows under columns. */
export function table(options: TableOptions): Plugin {
  const { id, data, columns, primaryKey, emptyMessage, toolbar = false, serverPages } = options;
  return widget('TableWidget2', options, {
    data,
    emptyMessage,
    heightType: 'fixed',
    searchMode: 'fuzzy',
    searchTerm: '',
    _rowHeight: 'small',
    _rowSelection: 'none',
    _showHeader: true,
    _showFooter: true,
    _showBorder: true,
    ...(columns === undefined ? anyColumns : chosenColumns(id, columns, primaryKey)),
    ...(toolbar ? { ...toolbarButtons, events: events(id, toolbarEffects(id)) } : { _showToolbar: false }),
    ...(serverPages === undefined
      ? {}
      : {
          _serverPaginated: true,
          _serverPaginationType: 'limitOffsetBased',
          _limitOffsetRowCount: serverPages.rowCount,
        }),
  });
}

const anyColumns: Record<string, Json> = {
  _dynamicColumnsEnabled: true,
  _dynamicColumnProperties: { formatByIndex: 'auto', labelByIndex: '{{ item }}' },
};

/** Every map has exactly the ids of `_columnIds`. */
function chosenColumns(
  table: string,
  columns: readonly TableColumn[],
  primaryKey: string | undefined,
): Record<string, Json> {
  const ids = columnIds(table, columns);
  const per = (value: (column: TableColumn) => Json): Json =>
    Object.fromEntries(columns.map((column, index) => [ids[index] ?? '', value(column)]));
  const primary = columns.findIndex(({ key }) => key === primaryKey);
  return {
    _columnIds: ids,
    _primaryKeyColumnId: ids[Math.max(primary, 0)] ?? '',
    _columnKey: per(({ key }) => key),
    _columnLabel: per(({ label }) => label),
    _columnReferenceId: per(() => ''),
    _columnFormat: per(({ format }) => format),
    _columnFormatOptions: per(({ formatOptions }) => formatOptions ?? {}),
    _columnAlignment: per(({ alignment }) => alignment ?? 'left'),
    _columnSize: per(({ size }) => size ?? 100),
    _columnPosition: per(() => 'center'),
    _columnHidden: per(() => ''),
    _columnEditable: per(() => ''),
    _columnEditableOptions: per(() => ({})),
    _columnOptionList: per(() => ({})),
    _columnStatusIndicatorOptions: per(() => ({})),
    _columnValueOverride: per(() => ''),
    _columnPlaceholder: per(() => 'Enter value'),
    _columnSortMode: per(() => 'default'),
    _columnSortDisabled: per(() => false),
    _columnSearchMode: per(() => 'default'),
    _columnGroupAggregationMode: per(() => 'none'),
    _columnSummaryAggregationMode: per(() => 'none'),
  };
}

/** Five hex digits each, as Retool's own; the rare collision inside a table takes the next hash. */
function columnIds(table: string, columns: readonly TableColumn[]): readonly string[] {
  const ids = new Set<string>();
  for (const { key } of columns) {
    let id = stableHex(`${table} column ${key}`, 5);
    while (ids.has(id)) id = stableHex(`${table} column ${key} after ${id}`, 5);
    ids.add(id);
  }
  return [...ids];
}

/** The ids are those that Retool's own editor gives to these three. */
const toolbarButtons: Record<string, Json> = {
  _showToolbar: true,
  _toolbarPosition: 'bottom',
  _toolbarButtonIds: ['1a', '3c', '4d'],
  _toolbarButtonType: { '1a': 'filter', '3c': 'custom', '4d': 'custom' },
  _toolbarButtonLabel: { '1a': 'Filter', '3c': 'Download', '4d': 'Refresh' },
  _toolbarButtonIcon: {
    '1a': 'bold/interface-text-formatting-filter-2',
    '3c': 'bold/interface-download-button-2',
    '4d': 'bold/interface-arrows-round-left',
  },
  _toolbarButtonHidden: { '1a': '', '3c': '', '4d': '' },
};

const toolbarEffects = (table: string): readonly Effect[] => [
  { on: 'clickToolbar', type: 'widget', method: 'exportData', target: table, item: '3c' },
  { on: 'clickToolbar', type: 'widget', method: 'refresh', target: table, item: '4d' },
];
