import type { Field, SqlType } from '../../../schema/sql-type.ts';

/** Columns that make a picture: numbers over time, or per category. */
export interface ChartColumns {
  readonly kind: 'time' | 'category';
  readonly x: string;
  readonly y: readonly string[];
}

const mostSeries = 3;

/** Undefined: nothing to draw. A time wins over a category; ids are neither numbers nor, where there is another text, categories. */
export function chooseChart(columns: readonly Field[]): ChartColumns | undefined {
  const y = columns.filter(({ name, type }) => isNumber(type) && !isId(name)).map(({ name }) => name);
  if (y.length === 0) return undefined;
  const time = columns.find(({ type }) => isTime(type));
  if (time !== undefined) return { kind: 'time', x: time.name, y: y.slice(0, mostSeries) };
  const texts = columns.filter(({ type }) => type.kind === 'varchar');
  const category = texts.find(({ name }) => !isId(name)) ?? texts[0];
  return category === undefined ? undefined : { kind: 'category', x: category.name, y: y.slice(0, mostSeries) };
}

const isNumber = ({ kind }: SqlType): boolean =>
  kind === 'integer' || kind === 'bigint' || kind === 'hugeint' || kind === 'double' || kind === 'decimal';
const isTime = ({ kind }: SqlType): boolean => kind === 'date' || kind === 'timestamp' || kind === 'timestamptz';
/** `id`, `user_id`, `userId`. */
const isId = (name: string): boolean => /(^|_)id$/i.test(name) || /[a-z]Id$/.test(name);
