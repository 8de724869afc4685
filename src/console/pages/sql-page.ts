import type { HttpClient } from '../../client/http-client.ts';
import { listCollections } from '../../client/collections.ts';
import { queriesPath, queryCall, type QueryReplyBody } from '../../client/queries.ts';
import { element } from '../components/element.ts';
import { makeErrorPanel } from '../components/error-panel.ts';
import { replyFacts } from '../components/facts.ts';
import { makeResultTable } from '../components/result-table.ts';
import { parametersOf } from '../state/arguments.ts';
import { columnsOf, type Page } from './lambda-page.ts';

const textName = 'rockpool.sql';
const mostRows = 500;

/** A statement that is not stored, with inputs for its parameters, and the collections with their fields beside it. */
export function makeSqlPage(client: HttpClient): Page {
  const text = element('textarea', {
    id: 'sql',
    rows: '8',
    spellcheck: 'false',
    autocapitalize: 'off',
    placeholder: 'SELECT …',
  });
  const values = element('div', { class: 'arguments' });
  const facts = element('dl', { class: 'facts' });
  const errors = makeErrorPanel();
  const table = makeResultTable('Rows of the statement');
  const collections = element('div', { class: 'collections' });
  let running = new AbortController();

  const showParameters = (): void => {
    const names = parametersOf(text.value);
    const before = new Map([...values.querySelectorAll('input')].map((input) => [input.name, input.value]));
    if (names.join() === [...before.keys()].join()) return;
    values.replaceChildren(
      ...names.map((name) => {
        const id = `value-${name}`;
        const input = element('input', { id, name, type: 'text', autocomplete: 'off', spellcheck: 'false' });
        input.value = before.get(name) ?? '';
        return element('div', { class: 'field' }, element('label', { for: id }, `:${name}`), input);
      }),
    );
  };

  const run = async (): Promise<void> => {
    running.abort();
    const mine = (running = new AbortController());
    sessionStorage.setItem(textName, text.value);
    table.node.classList.add('stale');
    try {
      const reply = await client.json<QueryReplyBody>(queriesPath, {
        ...queryCall(text.value, parametersJson(values), { rowLimit: mostRows }),
        signal: mine.signal,
      });
      errors.clear();
      table.show(reply.column_fields ?? columnsOf(reply), reply.results ?? []);
      table.node.classList.remove('stale');
      facts.replaceChildren(...replyFacts(reply));
    } catch (error) {
      if (!mine.signal.aborted) errors.show(error);
    }
  };

  const insert = (word: string): void => {
    text.setRangeText(word, text.selectionStart, text.selectionEnd, 'end');
    text.focus();
    showParameters();
  };

  text.addEventListener('input', showParameters);
  const runKeys = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run();
  };
  text.addEventListener('keydown', runKeys);
  text.value = sessionStorage.getItem(textName) ?? '';
  showParameters();

  void listCollections(client).then(
    (found) => {
      collections.replaceChildren(
        ...found.map((one) => {
          const name = one.workspace === 'commons' ? one.name : `"${one.workspace}".${one.name}`;
          const fields = one.fields.map((field) =>
            element(
              'li',
              {},
              element('button', { type: 'button', class: 'chip', onclick: () => insert(field.name) }, field.name),
              element('span', { class: 'type' }, field.type),
            ),
          );
          return element(
            'details',
            {},
            element(
              'summary',
              {},
              one.name,
              element(
                'span',
                { class: 'count' },
                one.stats.doc_count === null ? '' : one.stats.doc_count.toLocaleString('en-US'),
              ),
            ),
            element('p', { class: 'help' }, one.description ?? ''),
            element(
              'ul',
              {},
              element(
                'li',
                {},
                element('button', { type: 'button', class: 'chip tag', onclick: () => insert(name) }, name),
              ),
              ...fields,
            ),
          );
        }),
      );
      if (text.value === '' && found.length > 0) text.value = `SELECT *\nFROM ${found[0]!.name}\nLIMIT 20`;
    },
    (error: unknown) => errors.show(error),
  );

  const node = element(
    'article',
    { class: 'sql' },
    element(
      'header',
      {},
      element('h1', {}, 'SQL'),
      element(
        'p',
        { class: 'description' },
        'One SELECT over the collections, in the dialect of DuckDB. Values go in as :name.',
      ),
    ),
    element(
      'form',
      {
        class: 'card',
        'aria-label': 'Statement',
        onsubmit: (event) => {
          event.preventDefault();
          void run();
        },
      },
      element('label', { class: 'unseen', for: 'sql' }, 'Statement'),
      text,
      values,
      element(
        'div',
        { class: 'bar' },
        element('button', { type: 'submit', class: 'primary' }, 'Run'),
        element('span', { class: 'help' }, `Ctrl + Enter runs it · at most ${mostRows} rows`),
      ),
    ),
    errors.node,
    facts,
    table.node,
    element(
      'section',
      { class: 'card', 'aria-labelledby': 'collections-title' },
      element('h2', { id: 'collections-title' }, 'Collections'),
      collections,
    ),
  );
  return { node, leave: () => running.abort() };
}

/** Rockset's list; what reads as a number or a boolean is one, since nothing declares a type here. */
function parametersJson(values: HTMLElement): string {
  const members = [...values.querySelectorAll('input')].map(({ name, value }) => {
    const asNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value) || value === 'true' || value === 'false';
    return `{"name":${JSON.stringify(name)},"value":${asNumber ? value : JSON.stringify(value)}}`;
  });
  return `[${members.join(',')}]`;
}
