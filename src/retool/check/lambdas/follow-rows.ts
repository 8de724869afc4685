import type { AnyNode, ArrayExpression, BlockStatement, Node, ObjectExpression, Program } from 'acorn';
import { assignedNames } from './assigned-names.ts';
import { bindPattern } from './bind-pattern.ts';
import { callShape } from './call-shape.ts';
import { childrenOf, isNothing, staticName, unwrapped } from './code-parts.ts';
import type { Follower, FunctionNode } from './follower.ts';
import type { Scope } from './scope.ts';
import { either, elementOf, list, object, returning, row, type RowSource, type Shape } from './shape.ts';

/** A column that code reads of a row, and that the lambda does not return. */
export interface WrongRead {
  readonly source: RowSource;
  readonly column: string;
}

export interface Followed {
  /** What an expression gives, or what the body of a function returns. */
  readonly shape: Shape | undefined;
  readonly wrong: readonly WrongRead[];
}

/** Follows the rows of lambdas through code, and finds what it reads of them that is not there. Nothing is executed. */
export function followRows(code: Node, scope: Scope): Followed {
  const wrong: WrongRead[] = [];
  const assigned = assignedNames(code as AnyNode);
  /** What the functions around the current place return. */
  const returns: (Shape | undefined)[][] = [];

  const follower: Follower = { visit, read, call, isAssigned: (name) => assigned.variables.has(name) };
  return { shape: bodyShape(code as AnyNode, scope.inner()), wrong };

  function read(shape: Shape | undefined, member: string): Shape | undefined {
    if (shape?.kind === 'object') return shape.members.get(member);
    if (shape?.kind !== 'row' && shape?.kind !== 'columns') return undefined;
    const { source } = shape;
    const isKnown =
      source.columns.has(member) ||
      (shape.kind === 'row' && shape.more.has(member)) ||
      assigned.members.has(member) ||
      member in Object.prototype;
    if (!isKnown) wrong.push({ source, column: member });
    return undefined;
  }

  function call(node: FunctionNode, given: readonly (Shape | undefined)[], scope: Scope): Shape | undefined {
    const inner = scope.inner();
    if (node.id) inner.declare(node.id.name, undefined);
    node.params.forEach((param, index) => bindPattern(follower, param, given[index], inner));
    return bodyShape(node.body, inner);
  }

  function bodyShape(body: AnyNode, scope: Scope): Shape | undefined {
    if (body.type !== 'BlockStatement' && body.type !== 'Program') return visit(body, scope);
    const own: (Shape | undefined)[] = [];
    returns.push(own);
    visit(body, scope);
    returns.pop();
    return own.length === 0 ? undefined : own.reduce(either);
  }

  function visitChildren(node: AnyNode, scope: Scope): Shape | undefined {
    for (const child of childrenOf(node)) visit(child, scope);
    return undefined;
  }

  function visit(node: AnyNode, scope: Scope): Shape | undefined {
    switch (node.type) {
      case 'Identifier':
        return scope.find(node.name);
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        return visit(node.expression, scope);
      case 'AwaitExpression':
        return visit(node.argument, scope);
      case 'ExpressionStatement':
        return void visit(node.expression, scope);
      case 'SequenceExpression':
        return node.expressions.map((one) => visit(one, scope)).at(-1);
      case 'MemberExpression': {
        const on = visit(node.object, scope);
        const name = staticName(node.property, node.computed);
        if (name !== undefined) return read(on, name);
        visit(node.property, scope);
        return elementOf(on);
      }
      case 'LogicalExpression': {
        const left = visit(node.left, scope);
        const right = visit(node.right, scope);
        return node.operator === '&&' ? right : oneOf(node.left, left, node.right, right);
      }
      case 'ConditionalExpression': {
        visit(node.test, scope);
        return oneOf(node.consequent, visit(node.consequent, scope), node.alternate, visit(node.alternate, scope));
      }
      case 'ArrayExpression':
        return arrayShape(node, scope);
      case 'ObjectExpression':
        return objectShape(node, scope);
      case 'CallExpression':
        return callShape(follower, node, scope);
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return returning(call(node, [], scope));
      case 'FunctionDeclaration':
        if (node.id) scope.declare(node.id.name, returning(call(node, [], scope)));
        return undefined;
      case 'AssignmentExpression': {
        const target = unwrapped(node.left);
        if (target.type === 'MemberExpression') visitTarget(target, scope);
        return visit(node.right, scope);
      }
      case 'UnaryExpression':
      case 'UpdateExpression': {
        const target = unwrapped(node.argument);
        const isWritten = node.type === 'UpdateExpression' || node.operator === 'delete';
        if (isWritten && target.type === 'MemberExpression') visitTarget(target, scope);
        else visit(target, scope);
        return undefined;
      }
      case 'Program':
      case 'BlockStatement':
        return visitStatements(node, scope.inner());
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations)
          bindPattern(follower, id, init ? visit(init, scope) : undefined, scope);
        return undefined;
      case 'ForOfStatement': {
        const inner = scope.inner();
        const element = elementOf(visit(node.right, scope));
        const [declared] = node.left.type === 'VariableDeclaration' ? node.left.declarations : [];
        if (declared !== undefined) bindPattern(follower, declared.id, element, inner);
        return void visit(node.body, inner);
      }
      case 'ForStatement':
      case 'ForInStatement':
        return visitChildren(node, scope.inner());
      case 'CatchClause': {
        const inner = scope.inner();
        if (node.param) bindPattern(follower, node.param, undefined, inner);
        return void visit(node.body, inner);
      }
      case 'ReturnStatement':
        returns.at(-1)?.push(node.argument ? visit(node.argument, scope) : undefined);
        return undefined;
      default:
        return visitChildren(node, scope);
    }
  }

  /** Names are known from the beginning of their block, so that they hide outer ones everywhere in it. */
  function visitStatements({ body }: Program | BlockStatement, scope: Scope): Shape | undefined {
    for (const one of body) {
      if (one.type === 'FunctionDeclaration' || one.type === 'ClassDeclaration') scope.declare(one.id.name, undefined);
      if (one.type !== 'VariableDeclaration') continue;
      const hidden: Follower = { ...follower, visit: () => undefined, read: () => undefined };
      for (const { id } of one.declarations) bindPattern(hidden, id, undefined, scope);
    }
    for (const one of body) visit(one, scope);
    return undefined;
  }

  function visitTarget(target: AnyNode & { readonly type: 'MemberExpression' }, scope: Scope): void {
    visit(target.object, scope);
    if (target.computed) visit(target.property, scope);
  }

  function arrayShape({ elements }: ArrayExpression, scope: Scope): Shape | undefined {
    const shapes = elements.map((one) => {
      if (one === null) return undefined;
      return one.type === 'SpreadElement' ? elementOf(visit(one.argument, scope)) : visit(one, scope);
    });
    const element = shapes.length === 0 ? undefined : shapes.reduce(either);
    return element === undefined ? undefined : list(element);
  }

  function objectShape({ properties }: ObjectExpression, scope: Scope): Shape | undefined {
    const members: Record<string, Shape | undefined> = {};
    const spreads: (Shape | undefined)[] = [];
    for (const one of properties) {
      if (one.type === 'SpreadElement') {
        spreads.push(visit(one.argument, scope));
        continue;
      }
      const name = staticName(one.key, one.computed);
      if (one.computed) visit(one.key, scope);
      const value = visit(one.value, scope);
      if (name === undefined) spreads.push(undefined);
      else members[name] = value;
    }
    if (spreads.length === 0) return object(members);
    const [spread] = spreads;
    // A row with more members.
    return spreads.length === 1 && spread?.kind === 'row'
      ? row(spread.source, [...spread.more, ...Object.keys(members)])
      : undefined;
  }
}

/** What is one or the other; a value that stands for nothing says nothing. */
function oneOf(
  left: AnyNode,
  leftShape: Shape | undefined,
  right: AnyNode,
  rightShape: Shape | undefined,
): Shape | undefined {
  if (isNothing(right)) return leftShape;
  return isNothing(left) ? rightShape : either(leftShape, rightShape);
}
