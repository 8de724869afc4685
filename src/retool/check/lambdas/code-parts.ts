import type { AnyNode, Node } from 'acorn';

/** The nodes right below a node. */
export const childrenOf = (node: Node): readonly AnyNode[] =>
  Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).filter(isNode));

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { readonly type?: unknown }).type === 'string';

/** The texts that stand in an expression, and what its template literals begin with. */
export function literalsOf(node: Node): readonly string[] {
  const one = node as AnyNode;
  if (one.type === 'Literal') return typeof one.value === 'string' ? [one.value] : [];
  const inside = childrenOf(node).flatMap(literalsOf);
  return one.type === 'TemplateLiteral' ? [one.quasis[0]?.value.cooked ?? '', ...inside] : inside;
}

/** The name of a member or a property when the code itself says it: `a.b`, `a['b']`. */
export function staticName(key: AnyNode, computed: boolean): string | undefined {
  if (key.type === 'Literal' && typeof key.value === 'string') return key.value;
  return !computed && key.type === 'Identifier' ? key.name : undefined;
}

/** What stands inside of parentheses and of `a?.b`. */
export function unwrapped(node: AnyNode): AnyNode {
  if (node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression') return unwrapped(node.expression);
  return node;
}

/** A text, or the texts of a list of texts. */
export function literalTexts(node: AnyNode): readonly string[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  return node.type === 'ArrayExpression'
    ? node.elements.flatMap((one) => (one?.type === 'Literal' ? literalTexts(one) : []))
    : [];
}

/** True for `[]`, `{}`, null, undefined and other values that stand for nothing. */
export function isNothing(node: AnyNode): boolean {
  if (node.type === 'ArrayExpression') return node.elements.length === 0;
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  if (node.type === 'Identifier') return node.name === 'undefined';
  return node.type === 'Literal' && !node.value;
}
