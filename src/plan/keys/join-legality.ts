import type { JoinNode } from '../bound-plan.ts';

export type Side = 'left' | 'right';

const both: readonly Side[] = ['left', 'right'];

/**
 * Sides whose rows a join keeps apart from each other and never fills up with nulls: rows that a condition above drops anyway may be missing
 * there already.
 */
export function preservedSides(join: JoinNode): readonly Side[] {
  switch (join.join) {
    case 'INNER':
      return join.form === 'asof' ? ['left'] : both;
    case 'LEFT':
    case 'SEMI':
    case 'ANTI':
    case 'MARK':
    case 'SINGLE':
      return ['left'];
    case 'RIGHT':
      return join.form === 'asof' ? [] : ['right'];
    default:
      return [];
  }
}

/**
 * Sides whose rows may be missing when a condition above drops what becomes of them and is never true of null: a row that an outer join fills
 * up in their place has null in the column, and is dropped as well.
 */
export function droppableSides(join: JoinNode): readonly Side[] {
  const isOuter = join.join === 'LEFT' || join.join === 'RIGHT' || join.join === 'FULL';
  return isOuter && join.form !== 'asof' ? both : preservedSides(join);
}

/**
 * Sides whose rows matter only when they meet one of the other side: there the join's own conditions may drop rows. Never MARK (a NOT IN
 * needs to see that there are rows, and nulls), nor ASOF (its neighbour may be a row that is equal in no key).
 */
export function receivingSides(join: JoinNode): readonly Side[] {
  if (join.form === 'asof') return [];
  switch (join.join) {
    case 'INNER':
    case 'SEMI':
      return both;
    case 'LEFT':
    case 'ANTI':
    case 'SINGLE':
      return ['right'];
    case 'RIGHT':
      return ['left'];
    default:
      return [];
  }
}

/** Output column → side and the column there; undefined for the mark, for joins that nobody knows and for unknown widths. */
export function sideOf(join: JoinNode, output: number): { readonly side: Side; readonly column: number } | undefined {
  const width = join.children[0]?.width;
  if (width === undefined) return undefined;
  if (output < width) return join.join.startsWith('RIGHT_') ? undefined : { side: 'left', column: output };
  return ['INNER', 'LEFT', 'RIGHT', 'FULL', 'SINGLE'].includes(join.join)
    ? { side: 'right', column: output - width }
    : undefined;
}
