import { describe, expect, it } from 'vitest';
import { startLoopback } from '../../test/interpreter/loopback.ts';
import { input, on, openSmall, rest, smallApp, text, variable, widget } from '../../test/interpreter/small-app.ts';
import type { Plugin, RetoolApp } from '../retool/app.ts';
import { screen } from '../retool/plugins/screen.ts';
import { openApp } from './open-app.ts';

describe('a value', () => {
  it('is computed from others, whatever their order', async () => {
    const app = await openSmall([
      text('c', 'c of {{ b.value }}'),
      text('b', 'b of {{ a.value }}'),
      input('a', 'x'),
      {
        id: 'sum',
        type: 'function',
        subtype: 'Function',
        template: { funcBody: 'const n = {{ a.value }};\nreturn n + n;' },
        screen: 'page1',
      },
      text('d', '{{ sum.value }}'),
      text('e', '{{ self.id }} of {{ self.value.length > 0 }}'),
    ]);
    expect(app.shown('c').text).toBe('c of b of x');
    expect(app.shown('d').text).toBe('xx');
    app.set('a', 'y');
    expect(app.shown('c').text).toBe('c of b of y');
    expect(app.shown('d').text).toBe('yy');
    expect(app.problems()).toEqual([]);
  });

  it('that needs itself is undefined, and told', async () => {
    const app = await openSmall([text('a', '{{ b.value }}'), text('b', '{{ a.value }}')]);
    expect(app.shown('a').text).toBe('');
    expect(app.problems()).toEqual([{ plugin: 'a', message: 'a.value needs itself.' }]);
  });

  it('that a plugin is not known to have is told', async () => {
    const app = await openSmall([input('a'), text('b', '{{ a.valu }}')]);
    app.shown('b');
    expect(app.problems()).toEqual([
      { plugin: 'a', message: 'An expression reads a.valu, which a TextInputWidget2 is not known to have.' },
    ]);
  });

  it('of a variable is a literal at first, or a template', async () => {
    const app = await openSmall([
      variable('list', "['a', { b: 1 }]"),
      variable('empty', ''),
      variable('none', 'null'),
      input('a', 'x'),
      { ...variable('computed', '{{ a.value }}'), screen: 'page1' },
      widget('all', 'JSONExplorerWidget', { value: '{{ [list.value, empty.value, none.value, computed.value] }}' }),
    ]);
    expect(app.shown('all').value).toEqual([['a', { b: 1 }], '', null, 'x']);
  });

  it('cannot be written by an expression', async () => {
    const app = await openSmall([input('a', 'x'), text('b', "{{ (a.value = 'y') }}")]);
    app.shown('b');
    expect(app.shown('a').value).toBe('x');
    expect(app.problems()).toHaveLength(1);
  });
});

describe('what is hidden', () => {
  it('tells nothing, and hides what stands in it', async () => {
    const app = await openSmall([
      widget('show', 'SwitchWidget2', { label: 'Show', value: false }),
      widget('box', 'ContainerWidget2', { hidden: '{{ !show.value }}' }),
      widget('inner', 'ContainerWidget2', {}, 'box'),
      widget('name', 'TextInputWidget2', { label: 'Name' }, 'inner'),
    ]);
    expect(app.shown('name')).toEqual({ hidden: true });
    expect(() => app.set('name', 'x')).toThrow('Nobody can do this with name: it is hidden.');
    app.set('show', true);
    expect(app.shown('name')).toEqual({ hidden: false, label: 'Name', disabled: false, value: '' });
  });

  it('includes the parts that a container does not show', async () => {
    const inHeader = widget('title', 'TextWidget2', { value: 'Title' }, 'box');
    const app = await openSmall([
      widget('box', 'ContainerWidget2', { showHeader: false }),
      { ...inHeader, place: { ...inHeader.place!, rowGroup: 'header' } },
    ]);
    expect(app.shown('title')).toEqual({ hidden: true });
  });
});

describe('a person', () => {
  it.each([
    ['set', 'there is no such widget', 'missing', 'the screen has no such widget'],
    ['set', 'it is no input', 'title', 'it is a TextWidget2'],
    ['set', 'it is disabled', 'off', 'it is disabled'],
    ['click', 'it is no button', 'title', 'it is a TextWidget2'],
    ['click', 'it is disabled', 'offButton', 'it is disabled'],
  ] as const)('cannot %s what does not work: %s', async (action, _, id, why) => {
    const app = await openSmall([
      text('title', 'Title'),
      widget('off', 'TextInputWidget2', { disabled: '{{ true }}' }),
      widget('offButton', 'ButtonWidget2', { disabled: true }),
    ]);
    expect(() => (action === 'set' ? app.set(id, 'x') : app.click(id))).toThrow(
      `Nobody can do this with ${id}: ${why}.`,
    );
  });
});

describe('an app of several screens', () => {
  const onScreen = (name: string, ...plugins: readonly Plugin[]): readonly Plugin[] =>
    plugins.map((plugin) => ({ ...plugin, screen: name }));
  const twoScreens = (url: string): RetoolApp => ({
    ...smallApp(
      input('a', '1'),
      rest('first', `${url}/first`),
      text('shared', '{{ first.data?.path ?? everywhere.value }}'),
    ),
    plugins: [
      ...screen('page1', 'Page 1', 0),
      ...screen('page2', 'Page 2', 1),
      variable('everywhere', '"shared"'),
      input('a', '1'),
      rest('first', `${url}/first?a={{ a.value }}`, { queryRefreshTime: '20' }),
      ...onScreen('page2', input('b', '1'), rest('second', `${url}/second?b={{ b.value }}`)),
      ...onScreen('page2', text('stranger', '{{ a.value }} of {{ everywhere.value }}')),
      widget('next', 'ButtonWidget2', { events: [on('click', 'util', 'openPage', '', { pageName: 'page2' })] }),
    ],
  });

  it('runs the queries of the screen that is open, begins a screen anew, and ends what was left', async () => {
    const server = await startLoopback();
    const app = openApp({ app: twoScreens(server.url), fetch });
    await app.settled();
    expect(app.query('second').runs).toBe(0);
    app.set('a', '2');
    app.click('next');
    await app.settled();
    expect([app.screen(), app.widgets()]).toEqual(['page2', ['b', 'stranger']]);
    const { runs } = app.query('first');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(app.query('first').runs).toBe(runs);
    expect(app.query('second').data).toEqual({ path: '/second?b=1' });
    app.goTo('page1');
    expect(app.shown('a').value).toBe('1');
    app.close();
    await server.close();
  });

  it('can be opened on any of them, and shows there what belongs to all', async () => {
    const server = await startLoopback();
    const app = openApp({ app: twoScreens(server.url), fetch, screen: 'page2' });
    await app.settled();
    expect(app.query('first').runs).toBe(0);
    expect(app.shown('stranger').text).toBe(' of shared');
    expect(app.problems()).toEqual([
      { plugin: 'stranger', message: 'value: {{ a.value }} fails: a is not known here' },
    ]);
    expect(() => app.set('a', 'x')).toThrow('Nobody can do this with a: the screen has no such widget.');
    expect(() => openApp({ app: twoScreens(server.url), fetch, screen: 'page3' })).toThrow('it has no screen page3');
    await server.close();
  });
});
