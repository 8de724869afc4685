import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from 'acorn';
import type { Scope } from './scope.ts';
import type { Shape } from './shape.ts';

export type FunctionNode = ArrowFunctionExpression | FunctionExpression | FunctionDeclaration;

/** Walks through code once, from outside to inside, and notes what it reads. */
export interface Follower {
  /** What a node gives. */
  visit(node: AnyNode, scope: Scope): Shape | undefined;
  /** What the member of a value gives. */
  read(shape: Shape | undefined, member: string): Shape | undefined;
  /** What a function gives that is called with these. */
  call(node: FunctionNode, given: readonly (Shape | undefined)[], scope: Scope): Shape | undefined;
  /** True: the code gives this variable another value later. */
  isAssigned(name: string): boolean;
}

export const isFunction = (node: AnyNode | undefined): node is ArrowFunctionExpression | FunctionExpression =>
  node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';
