/** JavaScript's own names that expressions may use; what reaches the network, the page or the clock's timers is not among them. */
const ofJavaScript: Readonly<Record<string, unknown>> = {
  undefined,
  NaN,
  Infinity,
  Array,
  BigInt,
  Boolean,
  Date,
  Error,
  Intl,
  JSON,
  Map,
  Math,
  Number,
  Object,
  Promise,
  RegExp,
  Set,
  String,
  URLSearchParams,
  decodeURI,
  decodeURIComponent,
  encodeURI,
  encodeURIComponent,
  isFinite,
  isNaN,
  parseFloat,
  parseInt,
};

type Row = Readonly<Record<string, unknown>>;

/** Rows to columns: `[{a: 1}, {a: 2}]` is `{a: [1, 2]}` (docs.retool.com/queries/guides/transformers). */
function formatDataAsObject(rows: readonly Row[]): Readonly<Record<string, readonly unknown[]>> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

/** Columns to rows; what is a list of rows already stays. */
function formatDataAsArray(columns: readonly Row[] | Readonly<Record<string, readonly unknown[]>>): readonly Row[] {
  if (Array.isArray(columns)) return columns as readonly Row[];
  const lists = Object.entries(columns as Readonly<Record<string, readonly unknown[]>>);
  const length = Math.max(0, ...lists.map(([, list]) => list.length));
  return Array.from({ length }, (_, index) => Object.fromEntries(lists.map(([name, list]) => [name, list[index]])));
}

/** Names that every expression may use. */
export const globalNames: ReadonlyMap<string, unknown> = new Map(
  Object.entries({ ...ofJavaScript, formatDataAsArray, formatDataAsObject }),
);
