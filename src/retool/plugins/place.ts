import type { Place } from '../app.ts';

/** A rectangle in its surroundings: row 0 is the top, columns are 0 to 11. */
export interface Area {
  readonly row: number;
  readonly col: number;
  readonly width: number;
  readonly height: number;
}

export const onPage = (area: Area): Place => ({ container: '', subcontainer: '', rowGroup: 'body', ...area });

/** Every container of ours has one view with this id, or several that end in other digits. */
export const firstView = '00030';

/** In the body of a container; `view` is one of its `_ids`. */
export const inContainer = (container: string, area: Area, view = firstView): Place => ({
  container,
  subcontainer: view,
  rowGroup: 'body',
  ...area,
});

/** In the header of a container, where its title stands. */
export const inHeader = (container: string, area: Area): Place => ({
  container,
  subcontainer: '',
  rowGroup: 'header',
  ...area,
});

/** Rows as Retool counts them: in steps of 0.2. */
export const steps = (rows: number): number => Math.round(rows * 5) / 5;
