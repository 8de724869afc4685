import { describe, expect, it } from 'vitest';
import { startLoopback } from '../../../test/interpreter/loopback.ts';
import { openSmall, rest, text, variable } from '../../../test/interpreter/small-app.ts';
import type { Plugin, Template } from '../../retool/app.ts';
import type { TableColumn } from '../../retool/plugins/column-format.ts';
import { onPage } from '../../retool/plugins/place.ts';
import { table } from '../../retool/plugins/table.ts';

const people = variable('people', "[{ id: 'u-1', name: 'Ann', tags: ['x'] }, { id: 'u-2', name: null, tags: [] }]");
const columns: readonly TableColumn[] = [
  { key: 'name', label: 'Name', format: 'string' },
  { key: 'tags', label: 'Tags', format: 'tags' },
];

const options = {
  id: 'rows',
  screen: 'page1',
  place: onPage({ row: 0, col: 0, width: 12, height: 8 }),
  emptyMessage: 'Nobody.',
  data: '{{ people.value }}',
};

/** With every per-column member `key` of the first column set to `value`. */
function withFirst(plugin: Plugin, key: string, value: Template[string]): Plugin {
  const [first = ''] = plugin.template['_columnIds'] as readonly string[];
  return {
    ...plugin,
    template: { ...plugin.template, [key]: { ...(plugin.template[key] as Template), [first]: value } },
  };
}

describe('a table', () => {
  it('shows its columns of each row, by label', async () => {
    const app = await openSmall([people, table({ ...options, columns })]);
    expect(app.shown('rows')).toEqual({
      hidden: false,
      rows: [
        { Name: 'Ann', Tags: ['x'] },
        { Name: null, Tags: [] },
      ],
    });
    expect(app.problems()).toEqual([]);
  });

  it('shows a message instead of no rows, also while there is no data', async () => {
    const app = await openSmall([table({ ...options, data: '{{ null }}', columns })]);
    expect(app.shown('rows')).toEqual({ hidden: false, rows: [], emptyMessage: 'Nobody.' });
  });

  it('leaves hidden columns out, and computes values', async () => {
    const plugin = table({ ...options, columns });
    const app = await openSmall([
      people,
      { ...withFirst(plugin, '_columnHidden', '{{ true }}'), id: 'hiddenName' },
      {
        ...withFirst(plugin, '_columnValueOverride', "{{ i }} {{ item ?? 'none' }} {{ currentSourceRow.id }}"),
        id: 'computed',
      },
    ]);
    expect(app.shown('hiddenName').rows).toEqual([{ Tags: ['x'] }, { Tags: [] }]);
    expect(app.shown('computed').rows?.map((row) => row['Name'])).toEqual(['0 Ann u-1', '1 none u-2']);
  });

  it('shows whatever the rows have when its columns are dynamic', async () => {
    const app = await openSmall([people, table(options)]);
    expect(app.shown('rows').rows?.[1]).toEqual({ id: 'u-2', name: null, tags: [] });
  });

  it.each<[string, readonly TableColumn[], string]>([
    [
      'a column that no row has',
      [{ key: 'nam', label: 'Name', format: 'string' }],
      'The rows have no nam, which column Name shows.',
    ],
    [
      'a value that has no such format',
      [{ key: 'tags', label: 'T', format: 'date' }],
      'Column T has the format date and the value ["x"].',
    ],
    [
      'two columns with one label',
      [...columns, { key: 'id', label: 'Name', format: 'string' }],
      'Two columns are labelled Name.',
    ],
  ])('tells of %s', async (_, some, message) => {
    const app = await openSmall([people, table({ ...options, columns: some })]);
    app.shown('rows');
    expect(app.problems()).toContainEqual({ plugin: 'rows', message });
  });

  it('tells of data that are no rows', async () => {
    const app = await openSmall([table({ ...options, data: '{{ [1] }}', columns })]);
    expect(app.shown('rows').rows).toEqual([]);
    expect(app.problems()).toEqual([{ plugin: 'rows', message: 'data is no list of objects: [1]' }]);
  });
});

describe('the toolbar of a table', () => {
  it('downloads what the table shows, and asks its queries again', async () => {
    const server = await startLoopback((_, index) => ({ json: [{ name: `n-${index}`, tags: [] }] }));
    const app = await openSmall([
      rest('q', server.url),
      table({ ...options, data: '{{ q.data ?? [] }}', columns, toolbar: true }),
    ]);
    app.toolbar('rows', 'Download');
    app.toolbar('rows', 'Refresh');
    await app.settled();
    expect(app.shown('rows').rows).toEqual([{ Name: 'n-1', Tags: [] }]);
    expect(app.deeds()).toEqual([{ kind: 'download', what: [{ name: 'n-0', tags: [] }] }]);
    expect(() => app.toolbar('rows', 'Delete')).toThrow('Nobody can do this with rows: its toolbar has no Delete.');
    await server.close();
  });

  it('is not there when it is not shown', async () => {
    const app = await openSmall([people, table({ ...options, columns })]);
    expect(() => app.toolbar('rows', 'Refresh')).toThrow('its toolbar has no Refresh');
  });
});

describe('pages', () => {
  const numbers = Array.from({ length: 25 }, (_, n) => ({ n }));
  const start = () =>
    startLoopback(({ path }) => {
      const asked = new URL(path, 'http://localhost').searchParams;
      const from = Number(asked.get('offset'));
      return { json: numbers.slice(from, from + Number(asked.get('limit'))) };
    });
  const paged = (url: string, rowCount = ''): readonly Plugin[] => [
    rest('q', `${url}/?limit={{ rows.pagination.pageSize }}&offset={{ rows.pagination.offset }}`),
    table({
      ...options,
      data: '{{ q.data ?? [] }}',
      columns: [{ key: 'n', label: 'N', format: 'decimal' }],
      serverPages: { rowCount },
    }),
    text('page', 'page {{ rows.pagination.currentPage }}'),
  ];

  it('are asked for one by one, as long as they are full', async () => {
    const server = await start();
    const app = await openSmall(paged(server.url));
    expect(app.shown('rows').rows).toEqual(numbers.slice(0, 10).map(({ n }) => ({ N: n })));
    app.turnPage('rows', 1);
    await app.settled();
    app.turnPage('rows', 2);
    await app.settled();
    expect(app.shown('rows').rows).toEqual(numbers.slice(20).map(({ n }) => ({ N: n })));
    expect(app.shown('page').text).toBe('page 2');
    expect(() => app.turnPage('rows', 3)).toThrow('this page is not offered');
    app.turnPage('rows', 0);
    await app.settled();
    expect(app.shown('rows').rows).toHaveLength(10);
    expect(app.problems()).toEqual([]);
    await server.close();
  });

  it('are as many as the number of all rows says', async () => {
    const server = await start();
    const app = await openSmall(paged(server.url, '{{ 10 + 10 }}'));
    app.turnPage('rows', 1);
    await app.settled();
    expect(() => app.turnPage('rows', 2)).toThrow('it has 20 rows only');
    expect(() => app.turnPage('rows', -1)).toThrow('-1 is no page');
    await server.close();
  });

  it('are not turned of a table whose rows come at once', async () => {
    const app = await openSmall([people, table({ ...options, columns })]);
    expect(() => app.turnPage('rows', 1)).toThrow('its rows do not come page by page');
  });
});
