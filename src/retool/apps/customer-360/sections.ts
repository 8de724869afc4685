import type { Plugin } from '../../app.ts';
import { chart } from '../../plugins/chart.ts';
import { amounts, type TableColumn } from '../../plugins/column-format.ts';
import { container } from '../../plugins/container.ts';
import { keyValue } from '../../plugins/key-value.ts';
import { inContainer, onPage, type Area } from '../../plugins/place.ts';
import { statistic } from '../../plugins/statistic.ts';
import { table } from '../../plugins/table.ts';
import {
  allAnswers,
  avgPurchasePrice,
  customerAnswers,
  profile,
  purchaseHistory,
  recentActivity,
  recommendation,
  topProductsNow,
  totalSpend,
  type Answer,
} from './answers.ts';
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

/** Tall enough for one line per answer. */
const lastRow = { row: 23.6, height: 10 } as const;
const boughtNothing = 'The customer has not bought anything yet.';

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
    answer: recommendation,
    area: { row: 8.2, col: 0, width: 4, height: 7.2 },
    columns: [text('product_name', 'Product'), count('times', 'Bought along')],
    none: 'Nothing to recommend: the customer has looked at nothing since the last purchase.',
  }),
  ...tableSection(screen, {
    answer: recentActivity,
    area: { row: 8.2, col: 4, width: 8, height: 7.2 },
    columns: [
      time('When'),
      { key: 'action', label: 'Action', format: 'tag', formatOptions: { automaticColors: true } },
      text('product_name', 'Product'),
      text('category', 'Category'),
    ],
    none: 'The customer has not looked at anything yet.',
  }),
  ...tableSection(screen, {
    answer: purchaseHistory,
    area: { row: 15.4, col: 0, width: 12, height: 8.2 },
    columns: [
      time('When'),
      { key: 'amount', label: 'Amount', ...amounts('USD'), alignment: 'right' },
      { key: 'products', label: 'Products', format: 'tags', formatOptions: { automaticColors: true }, size: 320 },
      text('card_type', 'Card', 80),
      text('purchase_id', 'Purchase id', 100),
    ],
    primaryKey: 'purchase_id',
    none: boughtNothing,
  }),
  ...tableSection(screen, {
    answer: topProductsNow,
    area: { ...lastRow, col: 0, width: 5 },
    columns: [
      text('product_name', 'Product'),
      text('category', 'Category', 120),
      count('times', 'Times', 80),
      count('customers', 'Customers'),
    ],
    none: 'Nobody has looked at anything in the last minutes.',
  }),
  ...provenanceSection(screen),
];

/** A label, a number and a line below it. */
const figureHeight = 2;

/** A title that says why there is nothing below it: lists of members and charts have no words for that. */
const titleOrWhy = (title: string, { id }: Answer, none: string): string =>
  `${title}{{ ${rowsOf(id)}.length === 0 ? ' · ' + (${emptyMessage(id, none)}) : '' }}`;

const profileSection = (screen: string): readonly Plugin[] => [
  ...container({
    id: 'profileBox',
    screen,
    title: titleOrWhy(profile.title, profile, 'Nobody has this id.'),
    place: onPage(below({ row: 0, col: 0, width: 4, height: 8.2 })),
    hidden,
  }),
  keyValue({
    id: 'profileDetails',
    screen,
    place: inContainer('profileBox', { row: 0, col: 0, width: 12, height: 6.8 }),
    data: `{{ ${rowsOf(profile.id)}[0] ?? {} }}`,
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
    label: totalSpend.title,
    primary: { value: `{{ ${valueOf(totalSpend.id, 'total_spend')} }}`, style: dollars, decimalPlaces: 2 },
    secondary: { value: `{{ ${valueOf(totalSpend.id, 'purchases')} }}`, style: 'decimal', prefix: 'Purchases: ' },
  }),
  statistic({
    id: 'avgPurchasePriceFigure',
    screen,
    place: onPage(below({ row: 0, col: 8, width: 4, height: figureHeight })),
    hidden,
    label: avgPurchasePrice.title,
    primary: { value: `{{ ${valueOf(avgPurchasePrice.id, 'avg_purchase_price')} }}`, style: dollars, decimalPlaces: 2 },
  }),
];

const spendSection = (screen: string): readonly Plugin[] => [
  ...container({
    id: 'spendBox',
    screen,
    title: titleOrWhy('Spend over time', purchaseHistory, boughtNothing),
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
        x: `{{ ${rowsOf(purchaseHistory.id)}.map((row) => row.event_time).reverse() }}`,
        y: `{{ ${rowsOf(purchaseHistory.id)}.map((row) => row.amount).reverse() }}`,
      },
    ],
    xScale: 'date',
    yTitle: 'US dollars',
  }),
];

interface TableSection {
  /** Its id begins the ids of the widgets, its title stands above them. */
  readonly answer: Answer;
  readonly area: Area;
  readonly columns: readonly TableColumn[];
  readonly primaryKey?: string;
  /** What is said when there is no row. */
  readonly none: string;
}

function tableSection(screen: string, section: TableSection): readonly Plugin[] {
  const { answer, area, columns, primaryKey, none } = section;
  const { id, title } = answer;
  const ofCustomer = customerAnswers.includes(answer);
  const rows = ofCustomer ? rowsOf(id) : `(!${id}.error && ${id}.data?.results) || []`;
  return [
    ...container({
      id: `${id}Box`,
      screen,
      title,
      place: onPage(below(area)),
      ...(ofCustomer ? { hidden } : {}),
    }),
    table({
      id: `${id}Table`,
      screen,
      place: inContainer(`${id}Box`, { row: 0, col: 0, width: 12, height: area.height - 1.4 }),
      data: `{{ ${rows} }}`,
      columns,
      ...(primaryKey === undefined ? {} : { primaryKey }),
      emptyMessage: `{{ ${emptyMessage(id, none)} }}`,
      toolbar: true,
    }),
  ];
}

const provenanceSection = (screen: string): readonly Plugin[] => [
  ...container({
    id: 'answersBox',
    screen,
    title: 'Where these answers come from',
    place: onPage(below({ ...lastRow, col: 5, width: 7 })),
  }),
  table({
    id: 'answersTable',
    screen,
    place: inContainer('answersBox', { row: 0, col: 0, width: 12, height: lastRow.height - 1.4 }),
    data: `{{ ${provenance(allAnswers)} }}`,
    columns: [
      text('answer', 'Answer', 150),
      { key: 'state', label: 'State', format: 'tag', formatOptions: { automaticColors: true }, size: 85 },
      text('version', 'Lambda and version', 285),
      text('age', 'Data age', 70),
      count('took_ms', 'Took, ms', 80),
    ],
    emptyMessage: '',
  }),
];
