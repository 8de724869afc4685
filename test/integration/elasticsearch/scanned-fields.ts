import type { IndexedField } from '../../../src/elasticsearch/indexed-field.ts';
import type { SqlType } from '../../../src/schema/sql-type.ts';

/** A field that the index holds under its own name. */
export const field = (name: string, type: SqlType, indexed: IndexedField['indexed'], unique = false): IndexedField => ({
  name,
  type,
  path: name,
  indexed,
  unique,
});
const keyword = { kind: 'keyword', ignoreAbove: 8191 } as const;
export const whole = { kind: 'whole', bits: 64, unsigned: false } as const;
const nanos = { kind: 'date', nanos: true } as const;

/** Fields of the collections that are ours. */
export const own: readonly IndexedField[] = [
  field('_id', { kind: 'varchar' }, { kind: 'keyword', ignoreAbove: undefined }),
  field('_event_time', { kind: 'timestamptz' }, nanos),
  field('city', { kind: 'varchar' }, keyword),
  field('amount', { kind: 'bigint' }, whole),
  field('weight', { kind: 'double' }, { kind: 'floating', bits: 64 }),
  field('price', { kind: 'decimal', width: 12, scale: 2 }, { kind: 'floating', bits: 64 }),
  field('day', { kind: 'date' }, { kind: 'date', nanos: false }),
  field('paid', { kind: 'boolean' }, { kind: 'boolean' }),
  field('tags', { kind: 'list', element: { kind: 'varchar' } }, keyword, true),
];
/** Their mapping. */
export const properties = {
  _event_time: { type: 'date_nanos' },
  _tomb: { type: 'boolean' },
  city: { type: 'keyword', ignore_above: 8191 },
  amount: { type: 'long', coerce: false },
  weight: { type: 'double' },
  price: { type: 'double' },
  day: { type: 'date', format: 'strict_date' },
  paid: { type: 'boolean' },
  tags: { type: 'keyword', ignore_above: 8191 },
};
