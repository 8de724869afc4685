import type { AnyNode, Node } from 'acorn';
import { childrenOf, unwrapped } from '../../retool/check/lambdas/code-parts.ts';

/** What an expression reads of a plugin: `['customer', 'value']`. Retool runs an automatic query again when one of these changes. */
export type Selector = readonly string[];

interface Chain {
  readonly path: Selector;
  /** Nodes that a chain holds besides its own names: the `i` of `rows[i]`. */
  readonly others: readonly AnyNode[];
}

/** The selectors in `code` that begin with one of `names`, each once. A method is none: of `rows.map(…)` it is `rows`. */
export function selectorsOf(code: Node, names: readonly string[]): readonly Selector[] {
  const found = new Map<string, Selector>();
  const visit = (node: AnyNode, isCalled: boolean): void => {
    const chain = chainOf(node);
    if (chain === undefined) {
      const callee = node.type === 'CallExpression' ? unwrapped(node.callee) : undefined;
      for (const child of expressionsIn(node)) visit(child, callee !== undefined && unwrapped(child) === callee);
      return;
    }
    for (const other of chain.others) visit(other, false);
    const path = isCalled && chain.path.length > 1 ? chain.path.slice(0, -1) : chain.path;
    if (names.includes(path[0]!)) found.set(path.join('.'), path);
  };
  visit(code as AnyNode, false);
  return [...found.values()];
}

/** `a.b.c`, `a?.b[0]`; undefined for everything else. The chain ends before what is computed or called. */
function chainOf(given: AnyNode): Chain | undefined {
  const node = unwrapped(given);
  if (node.type === 'Identifier') return { path: [node.name], others: [] };
  if (node.type !== 'MemberExpression') return undefined;
  const object = chainOf(node.object);
  if (object === undefined) return undefined;
  const { property, computed } = node;
  if (object.others.length > 0) return computed ? { ...object, others: [...object.others, property] } : object;
  if (property.type === 'Literal') return { path: [...object.path, String(property.value)], others: [] };
  if (computed) return { path: object.path, others: [property] };
  return { path: [...object.path, (property as { readonly name: string }).name], others: [] };
}

/** Names of members and keys are no expressions. */
function expressionsIn(node: AnyNode): readonly AnyNode[] {
  const name = 'computed' in node && !node.computed ? ('property' in node ? node.property : node.key) : undefined;
  return childrenOf(node).filter((child) => child !== name);
}
