import type { AnyNode, CallExpression } from 'acorn';
import { literalTexts, staticName, unwrapped } from './code-parts.ts';
import { isFunction, type Follower } from './follower.ts';
import type { Scope } from './scope.ts';
import { either, elementOf, list, type Shape } from './shape.ts';

type Given = Shape | undefined;

/** What a call gives. Functions that are handed to lists, to lodash and to promises are followed with what they are called with. */
export function callShape(follower: Follower, node: CallExpression, scope: Scope): Given {
  const callee = unwrapped(node.callee);
  const given = node.arguments as readonly AnyNode[];
  if (isFunction(callee)) {
    return follower.call(
      callee,
      given.map((one) => follower.visit(one, scope)),
      scope,
    );
  }
  if (callee.type === 'Identifier') return globalCall(follower, callee.name, given, scope);
  if (callee.type !== 'MemberExpression') return visitAll(follower, [callee, ...given], scope);
  const method = staticName(callee.property, callee.computed);
  if (method === undefined) return visitAll(follower, [callee, ...given], scope);
  const isLodash = callee.object.type === 'Identifier' && callee.object.name === '_';
  if (isLodash) return lodashCall(follower, method, given, scope);
  const on = follower.visit(callee.object, scope);
  if (on?.kind === 'list') return listCall(follower, on, on.element, method, given, scope);
  const [first] = given;
  if (method === 'then' && on?.kind === 'object' && isFunction(first)) return follower.call(first, [on], scope);
  const called = follower.read(on, method);
  visitAll(follower, given, scope);
  return called?.kind === 'function' ? called.result : undefined;
}

function visitAll(follower: Follower, nodes: readonly AnyNode[], scope: Scope): Given {
  for (const node of nodes) follower.visit(node, scope);
  return undefined;
}

function globalCall(follower: Follower, name: string, given: readonly AnyNode[], scope: Scope): Given {
  const called = scope.find(name);
  const [first] = given.map((one) => follower.visit(one, scope));
  if (called?.kind === 'function') return called.result;
  const element = elementOf(first);
  if (name === 'formatDataAsObject')
    return element?.kind === 'row' ? { kind: 'columns', source: element.source } : undefined;
  return name === 'formatDataAsArray' && first?.kind === 'list' ? first : undefined;
}

const givesElement = new Set(['at', 'find', 'findLast', 'pop', 'shift']);
const givesList = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed', 'splice', 'toSpliced']);

function listCall(
  follower: Follower,
  rows: Shape,
  element: Shape,
  method: string,
  given: readonly AnyNode[],
  scope: Scope,
): Given {
  const [callback, ...rest] = given;
  if (!isFunction(callback)) {
    const shapes = given.map((one) => follower.visit(one, scope));
    if (method === 'concat') return shapes.reduce(either, rows);
    return givesElement.has(method) ? element : givesList.has(method) ? rows : undefined;
  }
  visitAll(follower, rest, scope);
  if (method.startsWith('reduce')) follower.call(callback, [undefined, element, undefined, rows], scope);
  else if (method === 'sort' || method === 'toSorted') follower.call(callback, [element, element], scope);
  else {
    const result = follower.call(callback, [element, undefined, rows], scope);
    if (method === 'map') return result === undefined ? undefined : list(result);
    if (method === 'flatMap') return result?.kind === 'list' ? result : undefined;
  }
  return givesElement.has(method) ? element : givesList.has(method) ? rows : undefined;
}

const lodashElement = new Set(['find', 'findLast', 'first', 'head', 'last', 'maxBy', 'minBy', 'nth', 'sample']);
const lodashList = new Set([
  'filter',
  'orderBy',
  'reject',
  'reverse',
  'slice',
  'sortBy',
  'take',
  'takeRight',
  'uniqBy',
]);
const lodashOther = new Set([
  'countBy',
  'every',
  'forEach',
  'groupBy',
  'keyBy',
  'map',
  'meanBy',
  'partition',
  'some',
  'sumBy',
]);

/** `_.sumBy(rows, 'price')`, `_.orderBy(rows, ['day'])`, `_.map(rows, (one) => one.price)`. */
function lodashCall(follower: Follower, method: string, given: readonly AnyNode[], scope: Scope): Given {
  const [first, second, ...rest] = given;
  const rows = first === undefined ? undefined : follower.visit(first, scope);
  const element = elementOf(rows);
  const isKnown = lodashElement.has(method) || lodashList.has(method) || lodashOther.has(method);
  if (element === undefined || !isKnown) return visitAll(follower, given.slice(1), scope);
  let result: Given;
  if (isFunction(second)) result = follower.call(second, [element, undefined, rows], scope);
  else if (second !== undefined) {
    // A path into a value of a row says nothing about columns beyond its head.
    for (const text of literalTexts(second)) if (/^\w+$/.test(text)) result = follower.read(element, text);
    follower.visit(second, scope);
  }
  visitAll(follower, rest, scope);
  if (method === 'map') return result === undefined ? undefined : list(result);
  return lodashElement.has(method) ? element : lodashList.has(method) ? rows : undefined;
}
