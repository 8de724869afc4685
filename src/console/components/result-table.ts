import { ExactNumber, valueText } from '../state/exact-json.ts';
import { element } from './element.ts';

export type Row = Readonly<Record<string, unknown>>;
export interface ColumnView {
  readonly name: string;
  readonly type: string;
}

/** More rows than this make a page slow to refresh and nobody reads them; how many there are is said. */
const mostShown = 500;

export interface ResultTable {
  readonly node: HTMLElement;
  /** Shows these rows; what is new or other than before is marked for a moment. */
  show(columns: readonly ColumnView[], rows: readonly Row[]): void;
  clear(): void;
}

/** A table that is drawn anew with each result, and remembers the last one to mark changes. */
export function makeResultTable(caption: string): ResultTable {
  const node = element('div', { class: 'table-frame', role: 'region', 'aria-label': caption, tabindex: '0' });
  let before: ReadonlyMap<string, readonly string[]> | undefined;
  let layout = '';
  return {
    node,
    clear() {
      before = undefined;
      node.replaceChildren();
    },
    show(columns, rows) {
      const names = columns.map((column) => column.name);
      // Rows of another statement are not news.
      if (layout !== names.join('\n')) before = undefined;
      layout = names.join('\n');
      const shown = rows.slice(0, mostShown);
      const texts = shown.map((row) => names.map((name) => valueText(row[name])));
      const keys = keysOf(texts);
      const scroll = { left: node.scrollLeft, top: node.scrollTop };
      const body = shown.map((row, at) =>
        makeRow(columns, row, texts[at]!, before === undefined ? 'known' : (before.get(keys[at]!) ?? 'new')),
      );
      node.replaceChildren(
        element(
          'table',
          {},
          element('caption', { class: 'unseen' }, caption),
          element(
            'thead',
            {},
            element('tr', {}, ...columns.map((column) => makeHead(column, isNumeric(rows, column.name)))),
          ),
          element('tbody', {}, ...body),
        ),
        ...notes(columns, rows),
      );
      node.scrollTo(scroll);
      before = new Map(keys.map((key, at) => [key, texts[at]!]));
    },
  };
}

/** A row is the same as before when its first cell is; when first cells repeat, its whole text and how often it came. */
function keysOf(texts: readonly (readonly string[])[]): readonly string[] {
  const firsts = new Set(texts.map((cells) => cells[0]));
  if (firsts.size === texts.length) return texts.map((cells) => cells[0] ?? '');
  const seen = new Map<string, number>();
  return texts.map((cells) => {
    const whole = JSON.stringify(cells);
    const times = (seen.get(whole) ?? 0) + 1;
    seen.set(whole, times);
    return `${times} ${whole}`;
  });
}

function makeHead(column: ColumnView, numeric: boolean): HTMLElement {
  const type = column.type === '' ? [] : [element('span', { class: 'type' }, column.type)];
  return element('th', { scope: 'col', class: numeric ? 'number' : undefined }, column.name, ...type);
}

function makeRow(
  columns: readonly ColumnView[],
  row: Row,
  texts: readonly string[],
  old: readonly string[] | 'known' | 'new',
): HTMLElement {
  const cells = columns.map((column, at) => {
    const value = row[column.name];
    const changed = Array.isArray(old) && old[at] !== texts[at];
    const kind =
      value === null || value === undefined
        ? 'none'
        : isNumber(value)
          ? 'number'
          : typeof value === 'object'
            ? 'json'
            : '';
    const names = [kind, changed ? 'changed' : ''].filter((name) => name !== '').join(' ');
    return element('td', { class: names === '' ? undefined : names }, kind === 'none' ? 'null' : texts[at]!);
  });
  return element('tr', { class: old === 'new' ? 'new' : undefined }, ...cells);
}

function notes(columns: readonly ColumnView[], rows: readonly Row[]): readonly Node[] {
  if (rows.length === 0)
    return [
      element(
        'p',
        { class: 'empty' },
        columns.length === 0 ? 'No rows, and so no columns to show.' : 'No rows for these arguments.',
      ),
    ];
  if (rows.length <= mostShown) return [];
  return [
    element(
      'p',
      { class: 'empty' },
      `The first ${mostShown} of ${rows.length} rows are shown; the reply has all of them.`,
    ),
  ];
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || value instanceof ExactNumber;

const isNumeric = (rows: readonly Row[], name: string): boolean =>
  rows.some((row) => isNumber(row[name])) && rows.every((row) => row[name] == null || isNumber(row[name]));
