import type { AnyNode } from 'acorn';
import { staticName } from './code-parts.ts';
import type { Follower } from './follower.ts';
import type { Scope } from './scope.ts';
import { elementOf, type Shape } from './shape.ts';

/** Declares the names of a parameter or variable; `{ price }` reads `price` of what it is given. */
export function bindPattern(follower: Follower, pattern: AnyNode, given: Shape | undefined, scope: Scope): void {
  const bind = (inner: AnyNode, shape: Shape | undefined): void => bindPattern(follower, inner, shape, scope);
  switch (pattern.type) {
    case 'Identifier':
      scope.declare(pattern.name, follower.isAssigned(pattern.name) ? undefined : given);
      return;
    case 'AssignmentPattern':
      follower.visit(pattern.right, scope);
      bind(pattern.left, given);
      return;
    case 'RestElement':
      bind(pattern.argument, given?.kind === 'list' ? given : undefined);
      return;
    case 'ArrayPattern':
      for (const one of pattern.elements) {
        if (one !== null) bind(one, one.type === 'RestElement' ? given : elementOf(given));
      }
      return;
    case 'ObjectPattern':
      for (const one of pattern.properties) {
        if (one.type === 'RestElement') bind(one.argument, undefined);
        else {
          const name = staticName(one.key, one.computed);
          if (one.computed) follower.visit(one.key, scope);
          bind(one.value, name === undefined ? undefined : follower.read(given, name));
        }
      }
      return;
    default:
      follower.visit(pattern, scope);
  }
}
