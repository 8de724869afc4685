import { describe, expect, it } from 'vitest';
import type { SqlType } from '../../schema/sql-type.ts';
import { columnOf, formatOf, labelOf } from './column-format.ts';

const text: SqlType = { kind: 'varchar' };
const point: SqlType = { kind: 'struct', fields: [{ name: 'x', type: { kind: 'double' } }] };

describe('columnOf', () => {
  it('shows numbers on the right, with separators', () => {
    expect(columnOf({ name: 'total_spend', type: { kind: 'double' } })).toEqual({
      key: 'total_spend',
      label: 'Total spend',
      format: 'decimal',
      formatOptions: { showSeparators: true, notation: 'standard' },
      alignment: 'right',
    });
  });

  it('gives texts, times and lists the room that they need', () => {
    const sizeOf = (type: SqlType): unknown => columnOf({ name: 'a', type }).size;
    const kinds: readonly SqlType[] = [
      text,
      { kind: 'timestamptz' },
      { kind: 'list', element: text },
      { kind: 'json' },
    ];
    expect([...kinds.map(sizeOf), sizeOf({ kind: 'date' })]).toEqual([160, 180, 240, 240, undefined]);
  });

  it.each<[SqlType, string]>([
    [{ kind: 'boolean' }, 'boolean'],
    [{ kind: 'integer' }, 'decimal'],
    [{ kind: 'bigint' }, 'decimal'],
    [{ kind: 'hugeint' }, 'decimal'],
    [{ kind: 'decimal', width: 10, scale: 2 }, 'decimal'],
    [text, 'string'],
    [{ kind: 'uuid' }, 'string'],
    [{ kind: 'time' }, 'string'],
    [{ kind: 'date' }, 'date'],
    [{ kind: 'timestamp' }, 'dateTime'],
    [{ kind: 'timestamptz' }, 'dateTime'],
    [{ kind: 'json' }, 'json'],
    [point, 'json'],
    [{ kind: 'list', element: text }, 'tags'],
    [{ kind: 'list', element: point }, 'json'],
    [{ kind: 'list', element: { kind: 'list', element: text } }, 'json'],
  ])('shows %o as %s', (type, format) => {
    expect(formatOf(type).format).toBe(format);
  });
});

describe('labelOf', () => {
  it.each([
    ['event_time', 'Event time'],
    ['?count', 'Count'],
    ['straße__nr-2', 'Straße nr 2'],
    ['$$', '$$'],
    ['userId', 'UserId'],
  ])('writes %s as %s', (name, label) => {
    expect(labelOf(name)).toBe(label);
  });
});
