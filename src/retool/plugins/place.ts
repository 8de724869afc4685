import type { Place } from '../app.ts';

/** A rectangle in its surroundings: row 0 is the top, columns are 0 to 11. */
export interface Area {
  readonly row: number;
  readonly col: number;
  readonly width: number;
  readonly height: number;
}

export const onPage = (area: Area): Place => ({ container: '', subcontainer: '', rowGroup: 'body', ...area });

/** The one view of every container of ours. */
export const onlyView = '00030';

/** In the body of a container. */
export const inContainer = (container: string, area: Area): Place => ({
  container,
  subcontainer: onlyView,
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
