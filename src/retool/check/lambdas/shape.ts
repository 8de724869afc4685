/** The rows of a query that calls a lambda whose columns are known. */
export interface RowSource {
  /** Id of the query. */
  readonly query: string;
  /** `commons.purchases`. */
  readonly lambda: string;
  readonly columns: ReadonlySet<string>;
}

/** What code gives, as far as it comes from a lambda's answer. Undefined wherever the code alone does not tell. */
export type Shape =
  /** `more`: members that a widget adds to the row. */
  | { readonly kind: 'row'; readonly source: RowSource; readonly more: ReadonlySet<string> }
  /** Column by column, as `formatDataAsObject` makes it. */
  | { readonly kind: 'columns'; readonly source: RowSource }
  | { readonly kind: 'list'; readonly element: Shape }
  /** An object of which some members are known. */
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Shape> }
  | { readonly kind: 'function'; readonly result: Shape };

export const row = (source: RowSource, more: Iterable<string> = []): Shape => ({
  kind: 'row',
  source,
  more: new Set(more),
});
export const list = (element: Shape): Shape => ({ kind: 'list', element });
export const object = (members: Readonly<Record<string, Shape | undefined>>): Shape => ({
  kind: 'object',
  members: new Map(Object.entries(members).filter((entry): entry is [string, Shape] => entry[1] !== undefined)),
});
export const returning = (result: Shape | undefined): Shape | undefined =>
  result === undefined ? undefined : { kind: 'function', result };

/** The answer of a lambda. */
export const reply = (source: RowSource): Shape => object({ results: list(row(source)) });

export const elementOf = (shape: Shape | undefined): Shape | undefined =>
  shape?.kind === 'list' ? shape.element : undefined;

/** The shape of what is one or the other; undefined unless both are the same. */
export function either(left: Shape | undefined, right: Shape | undefined): Shape | undefined {
  return left !== undefined && right !== undefined && isSame(left, right) ? left : undefined;
}

function isSame(left: Shape, right: Shape): boolean {
  if (left === right) return true;
  switch (left.kind) {
    case 'row':
      return right.kind === 'row' && left.source === right.source && left.more.size + right.more.size === 0;
    case 'columns':
      return right.kind === 'columns' && left.source === right.source;
    case 'list':
      return right.kind === 'list' && isSame(left.element, right.element);
    case 'object':
    case 'function':
      return false;
  }
}
