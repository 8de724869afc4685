/**
 * A value in memory, by the type of its field. There is one "no value": `null`; a missing field is null too.
 *
 *   boolean            boolean
 *   integer, double    number (NaN and infinities included)
 *   bigint, hugeint    bigint
 *   decimal            bigint, unscaled: 12.50 at scale 2 is 1250n
 *   varchar, uuid      string
 *   json               string: JSON text, its digits untouched
 *   date               number, days since 1970-01-01
 *   time               bigint, microseconds since midnight
 *   timestamp, -tz     bigint, microseconds since 1970-01-01T00:00:00 (UTC for timestamptz)
 *   list               Value[]
 *   struct             Value[], in the order of the type's fields
 */
export type Value = null | boolean | number | bigint | string | readonly Value[];

/** Columns of values, the unit that moves between store, engine and reply. `columns[c][r]`. */
export interface RowBatch {
  readonly rowCount: number;
  readonly columns: readonly (readonly Value[])[];
}
