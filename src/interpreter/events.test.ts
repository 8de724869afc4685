import { describe, expect, it } from 'vitest';
import { code, input, on, openSmall, rest, text, variable, widget } from '../../test/interpreter/small-app.ts';
import { startLoopback } from '../../test/interpreter/loopback.ts';
import type { Json } from '../base/json.ts';

const button = (events: readonly Json[]) => widget('go', 'ButtonWidget2', { text: 'Go', events });

describe('a handler', () => {
  it('sets a variable, a widget and what is hidden, in its order', async () => {
    const app = await openSmall([
      variable('count', '1'),
      input('name', 'before'),
      text('shown', 'count is {{ count.value }}'),
      button([
        on('click', 'state', 'setValue', 'count', { value: '{{ count.value + 1 }}' }),
        on('click', 'state', 'setValue', 'count', { value: '{{ count.value * 10 }}' }),
        on('click', 'widget', 'setValue', 'name', { value: 'after' }),
        on('click', 'widget', 'setHidden', 'shown', { hidden: '{{ count.value > 20 }}' }),
      ]),
    ]);
    app.click('go');
    expect(app.shown('name').value).toBe('after');
    expect(app.shown('shown')).toEqual({ hidden: false, text: 'count is 20' });
    app.click('go');
    expect(app.shown('shown')).toEqual({ hidden: true });
  });

  it('empties a widget, hides it and shows it again', async () => {
    const app = await openSmall([
      input('name', 'before'),
      button([on('click', 'widget', 'clearValue', 'name'), on('click', 'widget', 'hide', 'name')]),
      widget('back', 'ButtonWidget2', { events: [on('click', 'widget', 'show', 'name')] }),
    ]);
    app.click('go');
    expect(app.shown('name')).toEqual({ hidden: true });
    app.click('back');
    expect(app.shown('name')).toMatchObject({ hidden: false, value: '' });
  });

  it('does nothing while it is not enabled', async () => {
    const app = await openSmall([
      variable('count', '1'),
      button([
        on('click', 'state', 'setValue', 'count', { value: 5 }, { enabled: '{{ count.value === 2 }}' }),
        on(
          'click',
          'state',
          'setValue',
          'count',
          { value: '{{ count.value + 1 }}' },
          { enabled: '{{ count.value === 1 }}' },
        ),
      ]),
      text('shown', '{{ count.value }} times'),
    ]);
    app.click('go');
    expect(app.shown('shown').text).toBe('2 times');
  });

  it('runs a script that triggers queries and sets variables', async () => {
    const app = await openSmall([
      code('twice', 'return { double: 2 * count.value };'),
      variable('count', '4'),
      button([
        on('click', 'script', 'run', '', {
          src: 'const { double } = await twice.trigger(); await count.setValue(double); utils.showNotification({ title: `now ${double}` });',
        }),
      ]),
      text('shown', '{{ count.value }}'),
    ]);
    app.click('go');
    await app.settled();
    expect(app.shown('shown').text).toBe('8');
    expect(app.deeds()).toEqual([{ kind: 'notification', what: { title: 'now 8' } }]);
    expect(app.problems()).toEqual([]);
  });

  it('tells of a script that fails', async () => {
    const app = await openSmall([button([on('click', 'script', 'run', '', { src: 'nothing.trigger()' })])]);
    app.click('go');
    await app.settled();
    expect(app.problems()).toEqual([{ plugin: 'go', message: 'events: the script fails: nothing is not known here' }]);
  });

  it('notifies, and opens addresses', async () => {
    const options = { notificationType: 'info', title: 'Done', description: '{{ 1 + 1 }} rows', duration: 4 };
    const app = await openSmall([
      button([
        on('click', 'util', 'showNotification', '', { options }),
        on('click', 'util', 'openUrl', '', { url: 'https://example.com/{{ 7 }}', options: { newTab: true } }),
      ]),
    ]);
    app.click('go');
    expect(app.deeds()).toEqual([
      { kind: 'notification', what: { ...options, description: '2 rows' } },
      { kind: 'url', what: 'https://example.com/7' },
    ]);
  });

  it('refuses to set a widget with change handlers, since nothing tells whether they would run', async () => {
    const app = await openSmall([
      variable('count', '1'),
      widget('name', 'TextInputWidget2', { events: [on('change', 'state', 'setValue', 'count', { value: 2 })] }),
      button([on('click', 'widget', 'setValue', 'name', { value: 'x' })]),
    ]);
    expect(() => app.click('go')).toThrow(
      'name cannot be run here: its value is set from outside, and whether Retool then runs its change handlers is not known.',
    );
  });
});

describe('events', () => {
  it('happen when a value changes, when Enter is pressed, and not for a value that is there already', async () => {
    const app = await openSmall([
      variable('log', '[]'),
      widget('name', 'TextInputWidget2', {
        value: 'a',
        events: [
          on('change', 'state', 'setValue', 'log', { value: "{{ [...log.value, 'change to ' + name.value] }}" }),
          on('submit', 'state', 'setValue', 'log', { value: "{{ [...log.value, 'submit ' + name.value] }}" }),
        ],
      }),
      widget('live', 'SwitchWidget2', {
        events: [
          on('true', 'state', 'setValue', 'log', { value: "{{ [...log.value, 'on'] }}" }),
          on('false', 'state', 'setValue', 'log', { value: "{{ [...log.value, 'off'] }}" }),
        ],
      }),
      widget('all', 'JSONExplorerWidget', { value: '{{ log.value }}' }),
    ]);
    app.set('name', 'a');
    app.set('name', 'b');
    app.submit('name');
    app.set('live', true);
    app.set('live', false);
    expect(app.shown('all').value).toEqual(['change to b', 'submit b', 'on', 'off']);
  });

  it('of a query tell its success and its failure, when its data is there', async () => {
    const server = await startLoopback(({ path }) => (path === '/good' ? { json: { n: 1 } } : { status: 404 }));
    const app = await openSmall([
      variable('log', '[]'),
      input('path', 'good'),
      rest('q', `${server.url}/{{ path.value }}`, {
        events: [
          on('success', 'state', 'setValue', 'log', { value: '{{ [...log.value, q.data.n] }}' }),
          on('failure', 'state', 'setValue', 'log', { value: '{{ [...log.value, q.error] }}' }),
        ],
      }),
      widget('all', 'JSONExplorerWidget', { value: '{{ log.value }}' }),
    ]);
    app.set('path', 'bad');
    await app.settled();
    expect(app.shown('all').value).toEqual([1, '404 Not Found']);
    await server.close();
  });
});
