import type { Shape } from './shape.ts';

/** Names that code may use. A name that is declared hides the outer one, also when nothing is known of it. */
export interface Scope {
  find(name: string): Shape | undefined;
  declare(name: string, shape: Shape | undefined): void;
  inner(): Scope;
}

export function makeScope(outer: (name: string) => Shape | undefined): Scope {
  const own = new Map<string, Shape | undefined>();
  const find = (name: string): Shape | undefined => (own.has(name) ? own.get(name) : outer(name));
  return {
    find,
    declare: (name, shape) => void own.set(name, shape),
    inner: () => makeScope(find),
  };
}
