import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import { mergeOperations, never, type MergedBatch, type MergedDocument } from './merge-documents.ts';
import type { OperationBatch, OperationKind } from './operation.ts';

interface Operation {
  readonly v: number;
  readonly kind: OperationKind;
  readonly values?: readonly (string | null)[];
  readonly clear?: readonly string[];
  readonly at?: number;
}

const fields: readonly Field[] = ['x', 'y', 'z'].map((name) => ({ name, type: { kind: 'varchar' } }));

function batchOf(operations: readonly Operation[]): OperationBatch {
  return {
    ids: operations.map(() => 'a'),
    kinds: operations.map(({ kind }) => kind),
    versions: operations.map(({ v }) => BigInt(v)),
    eventTimes: operations.map(({ v, at }) => BigInt(at ?? v)),
    fields,
    columns: fields.map((_, index) => operations.map(({ values }) => values?.[index] ?? null)),
    clears: operations.map(({ clear }) => clear ?? []),
  };
}

type Stored = ReadonlyMap<string, MergedDocument>;
const merge = (operations: readonly Operation[], existing: Stored = new Map(), oldest?: bigint): MergedBatch =>
  mergeOperations(batchOf(operations), { fields, existing, oldest });

/** What a reader sees: the event time and the values; undefined when there is no document. */
type Visible = readonly [eventTime: number, ...values: readonly Value[]] | undefined;

const seen = (document: MergedDocument | undefined): Visible =>
  document?.since === undefined ? undefined : [Number(document.eventTime), ...document.values];

/** The operations in batches of one each, each over what the one before left. */
function arrive(operations: readonly Operation[], existing: Stored = new Map()): Stored {
  return operations.reduce((stored, one) => new Map([...stored, ...merge([one], stored).documents]), existing);
}

/** The simplest thing that could be meant: one operation after the other, whatever their versions. */
function model(operations: readonly Operation[]): Visible {
  let document: Visible;
  for (const { v, kind, values = [], clear = [] } of operations) {
    const whole = fields.map((_, index) => values[index] ?? null);
    const before = document?.slice(1) ?? [null, null, null];
    const merged = whole.map((value, index) =>
      clear.includes(fields[index]!.name) ? null : (value ?? before[index]!),
    );
    const isMet = kind === 'insert' ? document === undefined : document !== undefined;
    if (kind === 'delete') document = undefined;
    else if (kind === 'upsert' || (kind === 'update' && isMet)) document = [v, ...merged];
    else if (kind === 'repsert' || (kind !== 'update' && isMet)) document = [v, ...whole];
  }
  return document;
}

const byVersion = (operations: readonly Operation[]): readonly Operation[] => [...operations].sort((a, b) => a.v - b.v);

const anyOf = (...kinds: readonly OperationKind[]): fc.Arbitrary<Operation> =>
  fc.record({
    v: fc.nat(12),
    kind: fc.constantFrom(...kinds),
    values: fc.tuple(...fields.map(() => fc.constantFrom(null, null, 'p', 'q', 'r'))),
    clear: fc.subarray(['x', 'y', 'z'], { maxLength: 1 }),
  });
const distinct = (one: fc.Arbitrary<Operation>): fc.Arbitrary<Operation[]> =>
  fc.uniqueArray(one, { selector: ({ v }) => v, maxLength: 8 });

describe('merging', () => {
  it('of repserts, upserts and deletes gives the same document whatever the order, the batches and the repetitions', () => {
    const schedule = distinct(anyOf('repsert', 'upsert', 'upsert', 'upsert', 'delete')).chain((operations) =>
      fc.record({
        operations: fc.constant(operations),
        order: fc.shuffledSubarray([...operations, ...operations], { minLength: operations.length }),
        cut: fc.nat(16),
      }),
    );
    fc.assert(
      fc.property(schedule, ({ operations, order, cut }) => {
        const all = [...order, ...operations.filter((one) => !order.includes(one))];
        const expected = model(byVersion(operations));

        const first = merge(all.slice(0, cut));
        const inTwo = new Map([...first.documents, ...merge(all.slice(cut), first.documents).documents]);

        expect(seen(arrive(all).get('a'))).toEqual(expected);
        expect(seen(inTwo.get('a'))).toEqual(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('of all kinds in the order of their versions does what each of them says, and a replay from anywhere changes nothing', () => {
    const kinds = ['repsert', 'replace', 'insert', 'delete', 'upsert', 'update'] as const;
    fc.assert(
      fc.property(distinct(anyOf(...kinds)), fc.array(fc.nat(8), { maxLength: 3 }), (operations, starts) => {
        const stream = byVersion(operations);
        const expected = model(stream);
        let stored = arrive(stream);
        expect(seen(stored.get('a'))).toEqual(expected);

        for (const start of starts) {
          for (const one of stream.slice(start)) {
            stored = arrive([one], stored);
            expect(seen(stored.get('a'))).toEqual(expected);
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('judges one operation after the other', () => {
    const { outcomes, documents } = merge([
      { v: 1, kind: 'update', values: ['no'] },
      { v: 2, kind: 'upsert', values: ['x2'] },
      { v: 3, kind: 'insert', values: ['no'] },
      { v: 4, kind: 'update', values: [null, 'y4'] },
      { v: 3, kind: 'upsert', values: ['x3', 'late'] },
      { v: 3, kind: 'upsert', values: [null, 'late'] },
      { v: 5, kind: 'delete' },
      { v: 5, kind: 'delete' },
      { v: 4, kind: 'upsert', values: ['late'] },
      { v: 6, kind: 'replace', values: ['no'] },
      { v: 7, kind: 'upsert', values: [null, null, 'z7'] },
      { v: 6, kind: 'update', values: ['before it was there'] },
      { v: 4, kind: 'delete' },
    ]);

    expect(outcomes).toEqual(
      'unmet added unmet replaced replaced superseded deleted deleted superseded unmet added superseded superseded'.split(
        ' ',
      ),
    );
    expect([...documents].map(([id, document]) => [id, seen(document)])).toEqual([['a', [7, null, null, 'z7']]]);
  });

  it.each<[string, readonly Operation[], Visible]>([
    [
      'a late whole write leaves newer fields as they are, its nulls write too',
      [
        { v: 5, kind: 'upsert', values: ['x5'] },
        { v: 3, kind: 'upsert', values: [null, 'y3'] },
        { v: 4, kind: 'repsert', values: ['x4', null, 'z4'] },
      ],
      [5, 'x5', null, 'z4'],
    ],
    [
      'a late delete empties what was older and leaves what is newer',
      [
        { v: 1, kind: 'upsert', values: ['x1', 'y1'] },
        { v: 3, kind: 'upsert', values: ['x3'] },
        { v: 2, kind: 'delete' },
      ],
      [3, 'x3', null, null],
    ],
    [
      'a cleared field is empty, whatever value it has, until something newer comes',
      [
        { v: 1, kind: 'upsert', values: ['x1', 'y1', 'z1'] },
        { v: 5, kind: 'upsert', values: ['x5'], clear: ['x', 'y'] },
        { v: 3, kind: 'upsert', values: ['x3', 'y3', 'z3'] },
      ],
      [5, null, null, 'z3'],
    ],
    [
      'an equal version wins again, in the order of arrival',
      [
        { v: 1, kind: 'upsert', values: ['first', 'y'] },
        { v: 1, kind: 'upsert', values: ['second'] },
      ],
      [1, 'second', 'y', null],
    ],
    [
      'the event time is that of the highest version',
      [
        { v: 2, kind: 'upsert', values: ['x'], at: 7 },
        { v: 1, kind: 'upsert', values: [null, 'y'], at: 9 },
      ],
      [7, 'x', 'y', null],
    ],
    ['an upsert of nothing makes a document of nothing', [{ v: 1, kind: 'upsert' }], [1, null, null, null]],
  ])('%s', (_, operations, expected) => {
    expect(seen(merge(operations).documents.get('a'))).toEqual(expected);
  });

  it.each<[string, readonly Operation[]]>([
    [
      'after an older write that came later',
      [
        { v: 5, kind: 'upsert', values: ['x5'] },
        { v: 2, kind: 'upsert', values: [null, 'y2'] },
      ],
    ],
    [
      'after a delete from before it was there',
      [
        { v: 3, kind: 'upsert', values: ['x3'] },
        { v: 5, kind: 'upsert', values: ['x5', 'y5'] },
        { v: 2, kind: 'delete' },
      ],
    ],
    [
      'after a delete that left newer fields',
      [
        { v: 1, kind: 'upsert', values: ['x1'] },
        { v: 3, kind: 'upsert', values: ['x3'] },
        { v: 6, kind: 'upsert', values: [null, 'y6'] },
        { v: 2, kind: 'delete' },
      ],
    ],
  ])('takes a late update of a document that was there at its version: %s', (_, operations) => {
    const { documents } = merge(operations);

    expect(merge([{ v: 4, kind: 'update', values: [null, null, 'z4'] }], documents).outcomes).toEqual(['replaced']);
    expect(merge([{ v: 1, kind: 'update', values: [null, null, 'z1'] }], documents).outcomes).toEqual(['superseded']);
  });

  it('takes an equal version for the same write again, whatever its kind', () => {
    expect(
      merge([
        { v: 1, kind: 'insert' },
        { v: 1, kind: 'insert' },
      ]).outcomes,
    ).toEqual(['added', 'replaced']);
    expect(
      merge([
        { v: 1, kind: 'upsert' },
        { v: 1, kind: 'update' },
      ]).outcomes,
    ).toEqual(['added', 'replaced']);

    const { documents } = merge([
      { v: 1, kind: 'upsert', values: ['x'] },
      { v: 1, kind: 'delete' },
    ]);
    expect(seen(documents.get('a'))).toBeUndefined();
  });

  it('leaves refused operations out', () => {
    const operations: readonly Operation[] = [
      { v: 1, kind: 'upsert', values: ['x'] },
      { v: 2, kind: 'delete' },
    ];

    const merged = mergeOperations(batchOf(operations), { fields, existing: new Map(), refused: new Set([1]) });

    expect(merged.outcomes).toEqual(['added', 'unmet']);
    expect(seen(merged.documents.get('a'))).toEqual([1, 'x', null, null]);
  });

  it('takes a field that was declared later for as old as the last whole write', () => {
    const document: MergedDocument = {
      version: 5n,
      eventTime: 5n,
      since: 4n,
      whole: 4n,
      values: ['x', null, null],
      versions: [5n, 4n, 4n],
    };
    const stored = new Map([['a', document]]);

    expect(merge([{ v: 3, kind: 'upsert', values: [null, 'y'] }], stored).outcomes).toEqual(['superseded']);
    const partly = new Map([['a', { ...document, whole: never, versions: [5n, never, never] }]]);
    const { documents } = merge([{ v: 3, kind: 'upsert', values: [null, 'y'] }], partly);
    expect(seen(documents.get('a'))).toEqual([5, 'x', 'y', null]);
  });
});

describe('merging where documents expire', () => {
  const stored = merge([{ v: 5, kind: 'upsert', values: ['x5', 'y5'], at: 5 }]).documents;

  it.each<[string, readonly Operation[], readonly string[], Visible]>([
    ['a write begins anew', [{ v: 6, kind: 'upsert', values: ['x6'], at: 20 }], ['added'], [20, 'x6', null, null]],
    ['an update finds nothing', [{ v: 6, kind: 'update', values: ['x6'], at: 20 }], ['unmet'], [5, 'x5', 'y5', null]],
    ['an insert finds nothing', [{ v: 6, kind: 'insert', values: ['x6'], at: 20 }], ['added'], [20, 'x6', null, null]],
    [
      'an older write is superseded',
      [{ v: 4, kind: 'upsert', values: ['x4'], at: 20 }],
      ['superseded'],
      [5, 'x5', 'y5', null],
    ],
    [
      'an expired write adds nothing to what came after it',
      [
        { v: 6, kind: 'upsert', values: ['x6'], at: 20 },
        { v: 5, kind: 'upsert', values: ['x5', 'y5'], at: 5 },
      ],
      ['added', 'superseded'],
      [20, 'x6', null, null],
    ],
  ])('over an expired document %s', (_, operations, outcomes, expected) => {
    const merged = merge(operations, stored, 10n);

    expect(merged.outcomes).toEqual(outcomes);
    expect(seen(merged.documents.get('a') ?? stored.get('a'))).toEqual(expected);
  });

  it('an expired delete empties what is older all the same', () => {
    const fresh = merge([
      { v: 5, kind: 'upsert', values: ['x5'], at: 20 },
      { v: 8, kind: 'upsert', values: [null, 'y8'], at: 20 },
    ]).documents;

    const { outcomes, documents } = merge([{ v: 6, kind: 'delete', at: 1 }], fresh, 10n);

    expect(outcomes).toEqual(['deleted']);
    expect(seen(documents.get('a'))).toEqual([20, null, 'y8', null]);
  });
});
