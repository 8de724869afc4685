import type { JsonObject } from '../../base/json.ts';
import type { Field, SqlType } from '../../schema/sql-type.ts';

/** How Retool prints a cell, or a line of a key-value list. */
export interface ColumnFormat {
  readonly format:
    'string' | 'multilineString' | 'decimal' | 'currency' | 'boolean' | 'date' | 'dateTime' | 'tag' | 'tags' | 'json';
  readonly formatOptions?: JsonObject;
}

export interface TableColumn extends ColumnFormat {
  /** The member of a row. */
  readonly key: string;
  readonly label: string;
  readonly alignment?: 'left' | 'right';
  /** Pixels; 100 when undefined. */
  readonly size?: number;
}

export const amounts = (currency: string): ColumnFormat => ({
  format: 'currency',
  formatOptions: { showSeparators: true, currency },
});

/** Pixels that a value needs to be read; Retool gives what is left of a table to all columns. */
const sizes: Readonly<Partial<Record<ColumnFormat['format'], number>>> = {
  string: 160,
  dateTime: 180,
  tags: 240,
  json: 240,
};

/** The column of a table for a column of a result: numbers to the right, lists as tags, objects as JSON. */
export function columnOf(field: Field): TableColumn {
  const format = formatOf(field.type);
  const size = sizes[format.format];
  return {
    key: field.name,
    label: labelOf(field.name),
    ...format,
    ...(format.format === 'decimal' ? { alignment: 'right' } : {}),
    ...(size === undefined ? {} : { size }),
  };
}

/** A name as people write it: `event_time` is `Event time`. What has no letters or digits stays. */
export function labelOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const text = words.join(' ');
  return text === '' ? name : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** How a value of this type is printed. */
export function formatOf(type: SqlType): ColumnFormat {
  switch (type.kind) {
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'decimal':
      return { format: 'decimal', formatOptions: { showSeparators: true, notation: 'standard' } };
    case 'boolean':
      return { format: 'boolean' };
    case 'date':
      return { format: 'date' };
    case 'timestamp':
    case 'timestamptz':
      return { format: 'dateTime' };
    case 'list':
      return isPlain(type.element) ? { format: 'tags', formatOptions: { automaticColors: true } } : { format: 'json' };
    case 'struct':
    case 'json':
      return { format: 'json' };
    // A time of day has no format of its own, and a uuid is a text.
    case 'varchar':
    case 'time':
    case 'uuid':
      return { format: 'string' };
  }
}

const isPlain = ({ kind }: SqlType): boolean => kind !== 'list' && kind !== 'struct' && kind !== 'json';
