import type { LambdaVersionBody } from '../../api/versions.ts';
import { parseQualified } from '../../base/name.ts';
import type { HttpClient } from '../../client/http-client.ts';
import { executionPath, listTags, listVersions } from '../../client/lambdas.ts';
import type { QueryReplyBody } from '../../client/queries.ts';
import { makeArgumentForm, type ArgumentForm } from '../components/argument-form.ts';
import { makeCopyButton } from '../components/copy-button.ts';
import { element } from '../components/element.ts';
import { makeErrorPanel } from '../components/error-panel.ts';
import { replyFacts } from '../components/facts.ts';
import { makeResultTable } from '../components/result-table.ts';
import { makeVersionList } from '../components/version-list.ts';
import { argumentsJson, curlOf, missingArguments } from '../state/arguments.ts';
import { makeRefresher } from '../state/refresher.ts';
import { lambdaHash } from '../state/route.ts';

export interface Page {
  readonly node: HTMLElement;
  /** Ends its timers and calls. */
  leave(): void;
}

interface LambdaPageOptions {
  readonly client: HttpClient;
  /** `commons.recommendation` */
  readonly lambda: string;
  /** A tag or a version id. */
  readonly version: string;
  readonly arguments: ReadonlyMap<string, string>;
}

const versionsEveryMs = 4000;

/** One lambda: its arguments, its rows, refreshed every second, and its versions. */
export function makeLambdaPage({ client, lambda, version: wanted, arguments: given }: LambdaPageOptions): Page {
  const name = parseQualified(lambda);
  let selected = wanted;
  let current: LambdaVersionBody | undefined;
  let form: ArgumentForm | undefined;
  let tags: ReadonlySet<string> = new Set(['latest']);

  const description = element('p', { class: 'description' });
  const formPlace = element('div');
  const facts = element('dl', { class: 'facts' });
  const errors = makeErrorPanel();
  const table = makeResultTable(`Rows of ${lambda}`);
  const waiting = element('p', { class: 'empty', hidden: true });
  const statement = element('pre', { class: 'statement' });
  const versions = makeVersionList((version) => {
    selected = version;
    changed();
    void loadVersions();
  });

  const path = (): string => executionPath(name, tags.has(selected) ? { tag: selected } : { version: selected });
  const json = (): string =>
    current === undefined || form === undefined ? '{}' : argumentsJson(current.parameters, form.texts());

  const refresher = makeRefresher(async (signal) => {
    if (current === undefined || form === undefined) return 'ok';
    const missing = missingArguments(current.parameters, form.texts());
    waiting.hidden = missing.length === 0;
    if (missing.length > 0) {
      waiting.textContent = `Fill in ${missing.join(' and ')} to see rows.`;
      errors.clear();
      table.clear();
      facts.replaceChildren();
      return 'ok';
    }
    try {
      const reply = await client.json<QueryReplyBody>(path(), {
        method: 'POST',
        body: `{"arguments":${json()}}`,
        signal,
      });
      if (signal.aborted) return 'ok';
      errors.clear();
      table.node.classList.remove('stale');
      table.show(reply.column_fields ?? columnsOf(reply), reply.results ?? []);
      facts.replaceChildren(...replyFacts(reply));
      return 'ok';
    } catch (error) {
      if (signal.aborted) return 'ok';
      errors.show(error);
      // The last good rows stay, dimmed: better than an empty page while a server restarts.
      table.node.classList.add('stale');
      return 'failed';
    }
  });

  const changed = (): void => {
    if (form !== undefined) history.replaceState(null, '', lambdaHash(lambda, form.texts(), selected));
    refresher.now();
  };

  const showVersion = (version: LambdaVersionBody): void => {
    const sameInputs =
      current !== undefined && JSON.stringify(current.parameters) === JSON.stringify(version.parameters);
    const texts = form?.texts() ?? given;
    current = version;
    description.textContent = version.description ?? '';
    statement.textContent = version.sql.query.trim();
    if (sameInputs) return;
    form = makeArgumentForm(version.parameters, texts, changed);
    formPlace.replaceChildren(
      ...(version.parameters.length === 0 ? [element('p', { class: 'help' }, 'It takes no arguments.')] : [form.node]),
    );
  };

  const loadVersions = async (): Promise<void> => {
    try {
      const [all, tagged] = await Promise.all([listVersions(client, name), listTags(client, name)]);
      tags = new Set(tagged.map((tag) => tag.tag_name));
      const chosen =
        tagged.find((tag) => tag.tag_name === selected)?.version ?? all.find((one) => one.version === selected);
      if (chosen === undefined) {
        selected = 'latest';
        if (all.length > 0) {
          await loadVersions();
          return;
        }
        return;
      }
      versions.show(all, tagged, selected);
      const first = current === undefined;
      const moved = !first && current?.version !== chosen.version;
      showVersion(chosen);
      if (first || moved) refresher.now();
    } catch (error) {
      errors.show(error);
    }
  };

  void loadVersions();
  const timer = setInterval(() => {
    if (refresher.on && !document.hidden) void loadVersions();
  }, versionsEveryMs);

  const live = element('input', { type: 'checkbox', id: 'live', role: 'switch', checked: true });
  live.addEventListener('change', () => refresher.turn(live.checked));
  const node = element(
    'article',
    { class: 'lambda' },
    element('header', {}, element('h1', {}, lambda.replace(/^commons\./, '')), description),
    element(
      'form',
      {
        class: 'card',
        'aria-label': 'Arguments',
        onsubmit: (event) => {
          event.preventDefault();
          refresher.now();
        },
      },
      formPlace,
      element(
        'div',
        { class: 'bar' },
        element('button', { type: 'submit', class: 'primary' }, 'Run'),
        element('label', { class: 'switch', for: 'live' }, live, 'Refresh every second'),
        makeCopyButton('Copy as curl', () => curlOf(client.address, path(), json())),
      ),
    ),
    errors.node,
    facts,
    waiting,
    table.node,
    versions.node,
    element('details', { class: 'card' }, element('summary', {}, 'SQL'), statement),
  );
  return {
    node,
    leave() {
      clearInterval(timer);
      refresher.stop();
    },
  };
}

/** `SELECT *` names no columns; its rows do. */
export function columnsOf(reply: QueryReplyBody): readonly { readonly name: string; readonly type: string }[] {
  return [...new Set((reply.results ?? []).flatMap((row) => Object.keys(row)))].map((name) => ({ name, type: '' }));
}
