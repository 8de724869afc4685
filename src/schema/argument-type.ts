import type { SqlType } from './sql-type.ts';

/** Types of lambda parameters. The last two exist only for Rockset's clients, which send them. */
export const scalarArgumentTypes = ['string', 'int', 'float', 'bool', 'date', 'timestamp', 'datetime', 'time'] as const;
export type ScalarArgumentType = (typeof scalarArgumentTypes)[number];
export type ArgumentType = ScalarArgumentType | `${ScalarArgumentType}[]`;

const sqlTypes = {
  string: 'varchar',
  int: 'bigint',
  float: 'double',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
  datetime: 'timestamp',
  time: 'time',
} as const;

/** The element type of `string[]`; undefined for scalars. */
export function elementOf(type: ArgumentType): ScalarArgumentType | undefined {
  return type.endsWith('[]') ? (type.slice(0, -2) as ScalarArgumentType) : undefined;
}

/** The type to which a parameter is cast in the statement. */
export function argumentSqlType(type: ArgumentType): SqlType {
  const element = elementOf(type);
  return element === undefined
    ? { kind: sqlTypes[type as ScalarArgumentType] }
    : { kind: 'list', element: { kind: sqlTypes[element] } };
}
