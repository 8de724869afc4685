import type { Node } from 'acorn';

/** What an expression reads of a plugin: `['customer', 'value']`. Retool runs an automatic query again when one of these changes. */
export type Selector = readonly string[];

interface Chain {
  readonly path: Selector;
  /** Nodes that a chain holds besides its own names: the `i` of `rows[i]`. */
  readonly others: readonly Node[];
}

type AnyNode = Node & Readonly<Record<string, unknown>>;

/** The selectors in `code` that begin with one of `names`, each once. A method is none: of `rows.map(…)` it is `rows`. */
export function selectorsOf(code: Node, names: readonly string[]): readonly Selector[] {
  const found = new Map<string, Selector>();
  const visit = (node: AnyNode, isCalled: boolean): void => {
    const chain = chainOf(node);
    if (chain === undefined) {
      const callee = node.type === 'CallExpression' ? unwrap(node['callee'] as AnyNode) : undefined;
      for (const child of childrenOf(node)) visit(child, callee !== undefined && unwrap(child) === callee);
      return;
    }
    for (const other of chain.others) visit(other as AnyNode, false);
    const path = isCalled && chain.path.length > 1 ? chain.path.slice(0, -1) : chain.path;
    if (names.includes(path[0]!)) found.set(path.join('.'), path);
  };
  visit(code as AnyNode, false);
  return [...found.values()];
}

/** `a.b.c`, `a?.b[0]`; undefined for everything else. The chain ends before what is computed or called. */
function chainOf(given: AnyNode): Chain | undefined {
  const node = unwrap(given);
  if (node.type === 'Identifier') return { path: [node['name'] as string], others: [] };
  if (node.type !== 'MemberExpression') return undefined;
  const object = chainOf(node['object'] as AnyNode);
  if (object === undefined) return undefined;
  const property = node['property'] as AnyNode;
  if (object.others.length > 0)
    return { ...object, others: [...object.others, ...(node['computed'] === true ? [property] : [])] };
  if (node['computed'] !== true) return { path: [...object.path, property['name'] as string], others: [] };
  if (property.type === 'Literal') return { path: [...object.path, String(property['value'])], others: [] };
  return { path: object.path, others: [property] };
}

/** `a?.b` stands in a ChainExpression, `(a)` may stand in a ParenthesizedExpression. */
function unwrap(node: AnyNode): AnyNode {
  const wraps = node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression';
  return wraps ? unwrap(node['expression'] as AnyNode) : node;
}

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;

/** Names of members and keys are no expressions. */
function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if ((key === 'property' || key === 'key') && node['computed'] !== true) return [];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}
