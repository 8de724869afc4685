import type { BoundNode, GetNode } from '../bound-plan.ts';

/**
 * `FROM t, UNNEST(t.list)`: the table function over a projection over a DELIM_GET of the row's number and the list. Its columns are the
 * element, then those of the DELIM_GET.
 */
export interface UnnestedCall {
  readonly delimGet: BoundNode;
  /** Column of the DELIM_GET that an output passes on. */
  readonly passed: (output: number) => number | undefined;
  /** Column of the DELIM_GET whose elements output 0 yields; undefined when they are computed or it is not sure. */
  readonly list: number | undefined;
}

/** Recognises it; undefined for every other shape. DuckDB prints the projection's columns by binding, not by place, so their order is checked. */
export function unnestedCall(node: GetNode): UnnestedCall | undefined {
  const projection = node.children[0];
  if (node.function !== 'unnest' || projection?.kind !== 'projection') return undefined;
  const delimGet = projection.children[0];
  const [argument, ...rest] = projection.expressions;
  const isPlain = [argument, ...rest].map((part) => part?.kind === 'other' && part.what === 'BOUND_COLUMN_REF');
  const width = delimGet?.width;
  if (delimGet?.kind !== 'delim get' || width !== rest.length || !isPlain.slice(1).every(Boolean)) return undefined;
  if (node.passed.length !== width || !node.passed.every((column, index) => column === index + 1)) return undefined;
  const own = node.outputs.length - width;
  return {
    delimGet,
    passed: (output) => (output >= own ? output - own : undefined),
    // The number and the list: the only list there is.
    list: isPlain[0] === true && width === 2 && own === 1 ? 1 : undefined,
  };
}
