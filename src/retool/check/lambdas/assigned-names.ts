import type { AnyNode } from 'acorn';
import { childrenOf, staticName, unwrapped } from './code-parts.ts';

export interface AssignedNames {
  /** Variables that get another value. */
  readonly variables: ReadonlySet<string>;
  /** Members that code adds to some object: reading them says nothing about columns. */
  readonly members: ReadonlySet<string>;
}

/** What code assigns to. */
export function assignedNames(code: AnyNode): AssignedNames {
  const found = { variables: new Set<string>(), members: new Set<string>() };
  collect(code, found);
  return found;
}

interface Found {
  readonly variables: Set<string>;
  readonly members: Set<string>;
}

function collect(node: AnyNode, found: Found): void {
  if (node.type === 'AssignmentExpression') addTarget(node.left, found);
  if (node.type === 'UpdateExpression') addTarget(node.argument, found);
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') addTarget(node.left, found);
  for (const child of childrenOf(node)) collect(child, found);
}

function addTarget(node: AnyNode, found: Found): void {
  const target = unwrapped(node);
  if (target.type === 'Identifier') found.variables.add(target.name);
  else if (target.type === 'MemberExpression') {
    const name = staticName(target.property, target.computed);
    if (name !== undefined) found.members.add(name);
  } else if (target.type === 'ArrayPattern' || target.type === 'ObjectPattern') {
    for (const child of childrenOf(target)) addTarget(child.type === 'Property' ? child.value : child, found);
  }
}
