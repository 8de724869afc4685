import { describe, expect, it } from 'vitest';
import type { KeyFilter, Operand, Predicate, RowScan } from './query-plan.ts';
import { makeStages } from './stages.ts';

const everything: Predicate<Operand> = { kind: 'everything' };
const keyed: Predicate<Operand> = {
  kind: 'compare',
  field: ['k'],
  comparison: '=',
  operand: { kind: 'constant', type: { kind: 'varchar' }, value: 'k1' },
};

function scanOf(name: string, filter = everything): RowScan {
  const collection = { workspace: 'commons', name };
  return { kind: 'rows', collection, fields: ['k'], filter, exact: true, keys: [], leftovers: [] };
}

function edge(scan: number, target: number, match: KeyFilter['match'] = 'in') {
  const source = { kind: 'scan', scan, field: ['k'], unnested: false } as const;
  return { target, filter: { source, field: ['k'], type: { kind: 'varchar' }, match, required: false } as const };
}

const sizes: Readonly<Record<string, number>> = { tiny: 500, small: 20_000, large: 1_000_000, huge: 9_000_000 };
const abilities = {
  documents: ({ name }: { readonly name: string }) => sizes[name],
  leaf: () => ({ kind: 'exact' }) as const,
};

/** Sources of the filters that every scan keeps, and the stages. */
function plan(scans: readonly RowScan[], edges: readonly ReturnType<typeof edge>[], asked = abilities) {
  const staged = makeStages(scans, edges, asked);
  const sources = staged.scans.map((scan) =>
    scan.keys.map(({ source }) => (source.kind === 'scan' ? source.scan : -1)),
  );
  return { sources, stages: staged.stages };
}

describe('stages', () => {
  it('read everything at once when no scan says anything about another', () => {
    expect(plan([scanOf('large'), scanOf('huge')], [])).toEqual({ sources: [[], []], stages: [[0, 1]] });
  });

  it('are none without scans', () => {
    expect(plan([], [])).toEqual({ sources: [], stages: [] });
  });

  it('wait for a scan that names a value, in whichever direction that is', () => {
    const both = [edge(0, 1), edge(1, 0)];

    expect(plan([scanOf('large', keyed), scanOf('large')], both)).toEqual({ sources: [[], [0]], stages: [[0], [1]] });
    expect(plan([scanOf('large'), scanOf('large', keyed)], both)).toEqual({ sources: [[1], []], stages: [[1], [0]] });
  });

  it('follow keys from scan to scan', () => {
    const edges = [edge(2, 1), edge(1, 2), edge(0, 1), edge(1, 0)];

    expect(plan([scanOf('large', keyed), scanOf('huge'), scanOf('large')], edges)).toEqual({
      sources: [[], [0], [1]],
      stages: [[0], [1], [2]],
    });
  });

  it('do not wait when the target names a value itself', () => {
    const edges = [edge(0, 1), edge(1, 0)];

    expect(plan([scanOf('large', keyed), scanOf('huge', keyed)], edges)).toEqual({
      sources: [[], []],
      stages: [[0, 1]],
    });
  });

  it('do not wait to read less of a collection that is read in less than a round trip', () => {
    expect(plan([scanOf('large', keyed), scanOf('tiny')], [edge(0, 1)])).toEqual({
      sources: [[], []],
      stages: [[0, 1]],
    });
  });

  it('wait for a small collection that is much smaller than the target, never for a large one', () => {
    const edges = [edge(0, 1), edge(1, 0)];

    expect(plan([scanOf('small'), scanOf('large')], edges)).toEqual({ sources: [[], [0]], stages: [[0], [1]] });
    expect(plan([scanOf('huge'), scanOf('large')], edges)).toEqual({ sources: [[], []], stages: [[0, 1]] });
  });

  it('wait for a collection of unknown size only when it is asked for a value', () => {
    expect(plan([scanOf('new'), scanOf('large')], [edge(0, 1)])).toEqual({ sources: [[], []], stages: [[0, 1]] });
    expect(plan([scanOf('new', keyed), scanOf('older')], [edge(0, 1)])).toEqual({
      sources: [[], [0]],
      stages: [[0], [1]],
    });
  });

  it('wait for a bound only when the target has no keys, and take it along when it is there anyway', () => {
    const bound = { comparison: '>', of: 'max' } as const;
    const scans = [scanOf('large', keyed), scanOf('large'), scanOf('huge')];

    expect(plan(scans.slice(0, 2), [edge(0, 1, bound)])).toEqual({ sources: [[], [0]], stages: [[0], [1]] });
    expect(plan([scanOf('large', keyed), scanOf('huge', keyed)], [edge(0, 1, bound)])).toEqual({
      sources: [[], []],
      stages: [[0, 1]],
    });
    expect(plan(scans, [edge(0, 2), edge(0, 2, bound), edge(0, 1), edge(1, 2, bound)])).toEqual({
      sources: [[], [0], [0, 0]],
      stages: [[0], [1, 2]],
    });
  });

  it('leave out what the engine cannot be asked', () => {
    const none = { ...abilities, leaf: () => ({ kind: 'here', why: 'It is not indexed.' }) as const };

    expect(makeStages([scanOf('large', keyed), scanOf('large')], [edge(0, 1)], none).stages).toEqual([[0, 1]]);
  });

  it('keep a required filter whatever it costs', () => {
    const needed = edge(0, 1);
    const required = { ...needed, filter: { ...needed.filter, required: true } };

    const { stages } = makeStages([scanOf('huge'), scanOf('tiny')], [required, edge(1, 0)], abilities);

    expect(stages).toEqual([[0], [1]]);
  });
});
