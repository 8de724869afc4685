import type { Plugin } from '../../app.ts';
import { chart } from '../../plugins/chart.ts';
import { amounts, type TableColumn } from '../../plugins/column-format.ts';
import { container } from '../../plugins/container.ts';
import { keyValue } from '../../plugins/key-value.ts';
import { inContainer, onPage, type Area } from '../../plugins/place.ts';
import { statistic } from '../../plugins/statistic.ts';
import { table } from '../../plugins/table.ts';
import { allAnswers } from './answers.ts';
import { emptyMessage, nobody, provenance, rowsOf, valueOf } from './expressions.ts';
import { topHeight } from './top-of-page.ts';

const hidden = `{{ ${nobody} }}`;
const dollars = { currency: 'USD' };
const time = (label: string): TableColumn => ({ key: 'event_time', label, format: 'dateTime', size: 160 });
const count = (key: string, label: string, size = 100): TableColumn => ({
  key,
  label,
  format: 'decimal',
  alignment: 'right',
  size,
});
const text = (key: string, label: string, size = 160): TableColumn => ({ key, label, format: 'string', size });

/** A place below the top of the page. */
const below = (area: Area): Area => ({ ...area, row: area.row + topHeight });

/**
 * Everything that is known of the customer, and what all customers want now. What does not depend on the customer stands in the last row, by
 * itself: rows that are hidden take no room, so that it stands right below the selector while nobody is chosen.
 */
export const sections = (screen: string): readonly Plugin[] => [
  ...profileSection(screen),
  ...figures(screen),
  ...spendSection(screen),
  ...tableSection(screen, {
    id: 'recommendation',
    title: 'Recommend now',
    area: { row: 8.2, col: 0, width: 4, height: 6 },
    columns: [text('product_name', 'Product'), count('times', 'Bought along')],
    none: 'Nothing to recommend: the customer has looked at nothing since the last purchase.',
  }),
  ...tableSection(screen, {
    id: 'recentActivity',
    title: 'What the customer did last',
    area: { row: 8.2, col: 4, width: 8, height: 6 },
    columns: [
      time('When'),
      { key: 'action', label: 'Action', format: 'tag', formatOptions: { automaticColors: true } },
      text('product_name', 'Product'),
      text('category', 'Category'),
    ],
    none: 'The customer has not looked at anything yet.',
  }),
  ...tableSection(screen, {
    id: 'purchaseHistory',
    title: 'Purchases',
    area: { row: 14.2, col: 0, width: 12, height: 7 },
    columns: [
      time('When'),
      { key: 'amount', label: 'Amount', ...amounts('USD'), alignment: 'right' },
      { key: 'products', label: 'Products', format: 'tags', formatOptions: { automaticColors: true }, size: 320 },
      text('card_type', 'Card', 80),
      text('purchase_id', 'Purchase', 100),
    ],
    primaryKey: 'purchase_id',
    none: 'The customer has not bought anything yet.',
  }),
  ...tableSection(screen, {
    id: 'topProductsNow',
    title: 'What everybody looks at now',
    area: { row: 21.2, col: 0, width: 5, height: 8 },
    columns: [
      text('product_name', 'Product'),
      text('category', 'Category', 120),
      count('times', 'Times', 80),
      count('customers', 'Customers'),
    ],
    none: 'Nobody has looked at anything in the last minutes.',
    ofEverybody: true,
  }),
  ...provenanceSection(screen),
];

/** A label, a number and a line below it. */
const figureHeight = 2;

const profileSection = (screen: string): readonly Plugin[] => [
  ...container({
    id: 'profileBox',
    screen,
    title: 'Profile',
    place: onPage(below({ row: 0, col: 0, width: 4, height: 8.2 })),
    hidden,
  }),
  keyValue({
    id: 'profileDetails',
    screen,
    place: inContainer('profileBox', { row: 0, col: 0, width: 12, height: 6.8 }),
    data: `{{ ${rowsOf('profile')}[0] ?? {} }}`,
    rows: [
      { key: 'first_name', label: 'First name', format: 'string' },
      { key: 'last_name', label: 'Last name', format: 'string' },
      { key: 'email', label: 'E-mail', format: 'string' },
      { key: 'phone', label: 'Phone', format: 'string' },
      { key: 'city', label: 'City', format: 'string' },
      { key: 'state', label: 'State', format: 'string' },
      { key: 'created_at', label: 'Customer since', format: 'date' },
      { key: 'user_id', label: 'Customer id', format: 'string' },
    ],
  }),
];

const figures = (screen: string): readonly Plugin[] => [
  statistic({
    id: 'totalSpendFigure',
    screen,
    place: onPage(below({ row: 0, col: 4, width: 4, height: figureHeight })),
    hidden,
    label: 'Total spend',
    primary: { value: `{{ ${valueOf('totalSpend', 'total_spend')} }}`, style: dollars, decimalPlaces: 2 },
    secondary: { value: `{{ ${valueOf('totalSpend', 'purchases')} }}`, style: 'decimal', suffix: ' purchases' },
  }),
  statistic({
    id: 'avgPurchasePriceFigure',
    screen,
    place: onPage(below({ row: 0, col: 8, width: 4, height: figureHeight })),
    hidden,
    label: 'Average purchase',
    primary: { value: `{{ ${valueOf('avgPurchasePrice', 'avg_purchase_price')} }}`, style: dollars, decimalPlaces: 2 },
  }),
];

const spendSection = (screen: string): readonly Plugin[] => [
  ...container({
    id: 'spendBox',
    screen,
    title: 'Spend over time',
    place: onPage(below({ row: figureHeight, col: 4, width: 8, height: 6.2 })),
    hidden,
  }),
  chart({
    id: 'spendChart',
    screen,
    place: inContainer('spendBox', { row: 0, col: 0, width: 12, height: 4.8 }),
    series: [
      {
        name: 'Purchase',
        type: 'line',
        // The history comes newest first; time runs to the right.
        x: `{{ ${rowsOf('purchaseHistory')}.map((row) => row.event_time).reverse() }}`,
        y: `{{ ${rowsOf('purchaseHistory')}.map((row) => row.amount).reverse() }}`,
      },
    ],
    xScale: 'date',
    yTitle: 'US dollars',
  }),
];

interface TableSection {
  /** Of the answer, and the beginning of the ids of its widgets. */
  readonly id: string;
  readonly title: string;
  readonly area: Area;
  readonly columns: readonly TableColumn[];
  readonly primaryKey?: string;
  /** What is said when there is no row. */
  readonly none: string;
  /** It does not depend on the customer. */
  readonly ofEverybody?: true;
}

function tableSection(screen: string, section: TableSection): readonly Plugin[] {
  const { id, title, area, columns, primaryKey, none, ofEverybody } = section;
  const rows = ofEverybody ? `(!${id}.error && ${id}.data?.results) || []` : rowsOf(id);
  return [
    ...container({
      id: `${id}Box`,
      screen,
      title,
      place: onPage(below(area)),
      ...(ofEverybody ? {} : { hidden }),
    }),
    table({
      id: `${id}Table`,
      screen,
      place: inContainer(`${id}Box`, { row: 0, col: 0, width: 12, height: area.height - 1.4 }),
      data: `{{ ${rows} }}`,
      columns,
      ...(primaryKey === undefined ? {} : { primaryKey }),
      emptyMessage: emptyMessage(id, none),
      toolbar: true,
    }),
  ];
}

const provenanceSection = (screen: string): readonly Plugin[] => [
  ...container({
    id: 'answersBox',
    screen,
    title: 'Where these answers come from',
    place: onPage(below({ row: 21.2, col: 5, width: 7, height: 8 })),
  }),
  table({
    id: 'answersTable',
    screen,
    place: inContainer('answersBox', { row: 0, col: 0, width: 12, height: 6.6 }),
    data: `{{ ${provenance(allAnswers)} }}`,
    columns: [
      text('answer', 'Answer', 130),
      { key: 'state', label: 'State', format: 'tag', formatOptions: { automaticColors: true }, size: 90 },
      text('version', 'Lambda and version', 290),
      text('age', 'Data age', 70),
      count('took_ms', 'Took, ms', 80),
    ],
    emptyMessage: '',
  }),
];
