import { describe, expect, it } from 'vitest';
import { foldOperations, type FoldedBatch, type FoldOptions, type StoredState } from './fold-operations.ts';
import type { OperationBatch, OperationKind } from './operation.ts';

type Operation = readonly [id: string, version: bigint, kind?: OperationKind, eventTime?: bigint];

const batchOf = (operations: readonly Operation[]): OperationBatch => ({
  ids: operations.map(([id]) => id),
  kinds: operations.map(([, , kind]) => kind ?? 'repsert'),
  versions: operations.map(([, version]) => version),
  eventTimes: operations.map(([, , , time]) => time ?? 0n),
  fields: [],
  columns: [],
});

const stored = (states: Readonly<Record<string, StoredState>> = {}): ReadonlyMap<string, StoredState> =>
  new Map(Object.entries(states));
const fold = (operations: readonly Operation[], options: Partial<FoldOptions> = {}): FoldedBatch =>
  foldOperations(batchOf(operations), { existing: stored(), ...options });

describe('folding operations', () => {
  it('makes nothing of nothing', () => {
    expect(fold([])).toEqual({ survivors: [], outcomes: [] });
  });

  it('keeps the last winner of each id, in the order of the batch', () => {
    expect(
      fold([
        ['a', 1n],
        ['b', 1n],
        ['a', 2n],
        ['c', 1n],
      ]),
    ).toEqual({
      survivors: [1, 2, 3],
      outcomes: ['added', 'added', 'replaced', 'added'],
    });
  });

  it.each<[OperationKind, StoredState | undefined, bigint, string]>([
    ['repsert', undefined, 5n, 'added'],
    ['repsert', { version: 5n, present: true }, 6n, 'replaced'],
    ['repsert', { version: 5n, present: true }, 5n, 'replaced'],
    ['repsert', { version: 5n, present: true }, 4n, 'superseded'],
    ['repsert', { version: 5n, present: false }, 6n, 'added'],
    ['repsert', { version: 5n, present: false }, 4n, 'superseded'],
    ['replace', undefined, 5n, 'unmet'],
    ['replace', { version: 5n, present: true }, 5n, 'replaced'],
    ['replace', { version: 5n, present: true }, 4n, 'superseded'],
    ['replace', { version: 5n, present: false }, 6n, 'unmet'],
    ['insert', undefined, 5n, 'added'],
    ['insert', { version: 5n, present: true }, 6n, 'unmet'],
    ['insert', { version: 5n, present: true }, 5n, 'replaced'],
    ['insert', { version: 5n, present: true }, 4n, 'superseded'],
    ['insert', { version: 5n, present: false }, 6n, 'added'],
    ['delete', undefined, 5n, 'deleted'],
    ['delete', { version: 5n, present: true }, 5n, 'deleted'],
    ['delete', { version: 5n, present: true }, 4n, 'superseded'],
    ['delete', { version: 5n, present: false }, 6n, 'deleted'],
    ['upsert', undefined, 5n, 'unmet'],
    ['update', { version: 5n, present: true }, 6n, 'unmet'],
  ])('judges %s over %o with version %d: %s', (kind, state, version, outcome) => {
    const existing = stored(state === undefined ? {} : { a: state });
    const survives = outcome !== 'superseded' && outcome !== 'unmet';

    expect(fold([['a', version, kind]], { existing })).toEqual({ survivors: survives ? [0] : [], outcomes: [outcome] });
  });

  it('leaves refused operations out', () => {
    expect(
      fold(
        [
          ['a', 1n],
          ['a', 2n],
          ['b', 1n, 'replace'],
        ],
        { refused: new Set([1]) },
      ),
    ).toEqual({
      survivors: [0],
      outcomes: ['added', 'unmet', 'unmet'],
    });
  });

  it('takes a document that is written already expired for absent', () => {
    expect(
      fold(
        [
          ['a', 1n, 'repsert', 5n],
          ['a', 2n, 'replace', 20n],
          ['a', 3n, 'insert', 20n],
        ],
        { oldest: 10n },
      ),
    ).toEqual({
      survivors: [2],
      outcomes: ['added', 'unmet', 'added'],
    });
  });

  it('keeps ids named like members of objects apart', () => {
    expect(
      fold([
        ['__proto__', 1n],
        ['constructor', 1n, 'insert'],
        ['toString', 1n, 'replace'],
      ]).outcomes,
    ).toEqual(['added', 'added', 'unmet']);
  });
});
