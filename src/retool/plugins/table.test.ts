import { describe, expect, it } from 'vitest';
import { columnOf } from './column-format.ts';
import { onPage } from './place.ts';
import { table, type TableOptions } from './table.ts';

const options: TableOptions = {
  id: 'orders',
  screen: 'page1',
  place: onPage({ row: 0, col: 0, width: 12, height: 8 }),
  data: '{{ query.data.results }}',
  emptyMessage: 'No orders',
};
const columns = ['id', 'amount', 'id '].map((name) => columnOf({ name, type: { kind: 'varchar' } }));

describe('table', () => {
  it('says of every column what it says of one, under ids of five hex digits', () => {
    const { template } = table({ ...options, columns });
    const ids = template['_columnIds'] as readonly string[];
    expect(ids.every((id) => /^[0-9a-f]{5}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(3);
    const maps = Object.entries(template).filter(([key]) => key.startsWith('_column') && key !== '_columnIds');
    expect(maps.length).toBeGreaterThan(15);
    for (const [key, map] of maps) expect([key, Object.keys(map as object)]).toEqual([key, ids]);
    expect(Object.values(template['_columnKey'] as object)).toEqual(['id', 'amount', 'id ']);
  });

  it('gives equal columns equal ids, and two columns of one key two', () => {
    const ids = (): unknown => table({ ...options, columns }).template['_columnIds'];
    expect(ids()).toEqual(ids());
    const twice = table({ ...options, columns: [columns[0]!, columns[0]!] }).template;
    expect(new Set(twice['_columnIds'] as readonly string[]).size).toBe(2);
    expect(Object.keys(twice['_columnKey'] as object)).toEqual(twice['_columnIds']);
  });

  it('identifies rows by the column that is named, or by the first one', () => {
    const primaryOf = (primaryKey?: string): unknown => {
      const { template } = table({ ...options, columns, ...(primaryKey === undefined ? {} : { primaryKey }) });
      const id = template['_primaryKeyColumnId'] as string;
      return (template['_columnKey'] as Readonly<Record<string, string>>)[id];
    };
    expect([primaryOf('amount'), primaryOf()]).toEqual(['amount', 'id']);
  });

  it('shows whatever members the rows have when no column is chosen', () => {
    const { template } = table(options);
    expect(template['_dynamicColumnsEnabled']).toBe(true);
    expect(Object.keys(template).filter((key) => key.startsWith('_column'))).toEqual([]);
  });

  it('downloads and refreshes from its toolbar', () => {
    const { template } = table({ ...options, toolbar: true });
    expect(template['events']).toMatchObject([
      { event: 'clickToolbar', method: 'exportData', pluginId: 'orders', targetId: '3c' },
      { event: 'clickToolbar', method: 'refresh', pluginId: 'orders', targetId: '4d' },
    ]);
  });

  it('asks for pages by limit and offset', () => {
    const { template } = table({ ...options, serverPages: { rowCount: '{{ count.data }}' } });
    expect(template).toMatchObject({
      _serverPaginated: true,
      _serverPaginationType: 'limitOffsetBased',
      _limitOffsetRowCount: '{{ count.data }}',
    });
  });
});
