import type { Event } from './event.ts';

/** Told of everything that happens; must not throw and must not wait. */
export type Observer = (event: Event) => void;

export const silentObserver: Observer = () => {};

export function joinObservers(...observers: readonly Observer[]): Observer {
  return (event) => observers.forEach((observer) => observer(event));
}
