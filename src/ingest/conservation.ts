import type { OperationOutcome } from '../catalog/operation.ts';
import type { WriteResult } from '../catalog/document-store.ts';
import type { Conservation } from './ingest-service.ts';

export const nothingRead: Conservation = {
  read: 0,
  filtered: 0,
  dead: 0,
  made: 0,
  documents: 0,
  applied: 0,
  superseded: 0,
  refused: 0,
};

const names = Object.keys(nothingRead) as readonly (keyof Conservation)[];

export function addCounters(left: Conservation, right: Partial<Conservation>): Conservation {
  const sum = names.map((name) => [name, left[name] + (right[name] ?? 0)] as const);
  return Object.fromEntries(sum) as unknown as Conservation;
}

/** Documents whose outcome is not known: they lie between making and the store's answer. */
export function inFlight({ documents, applied, superseded, refused }: Conservation): number {
  return documents - applied - superseded - refused;
}

/** What a write did, as counters. A condition that was not met (REPLACE without, INSERT with a document) counts as superseded. */
export function countOutcomes({
  outcomes,
  refusals,
}: WriteResult): Pick<Conservation, 'applied' | 'superseded' | 'refused'> {
  const refused = new Set(refusals.map((refusal) => refusal.index));
  const lost = outcomes.filter((outcome, index) => !refused.has(index) && isLost(outcome)).length;
  return { applied: outcomes.length - lost - refused.size, superseded: lost, refused: refused.size };
}

const isLost = (outcome: OperationOutcome): boolean => outcome === 'superseded' || outcome === 'unmet';
