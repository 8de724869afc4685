import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import { makeHttpClient, type HttpClient } from '../client/http-client.ts';
import { listLambdas } from '../client/lambdas.ts';
import { element } from './components/element.ts';
import { makeErrorPanel } from './components/error-panel.ts';
import { makeLambdaMenu } from './components/lambda-menu.ts';
import { makeLambdaPage, type Page } from './pages/lambda-page.ts';
import { makeSignInPage } from './pages/sign-in-page.ts';
import { makeSqlPage } from './pages/sql-page.ts';
import { parseExact } from './state/exact-json.ts';
import { readRoute } from './state/route.ts';
import { forgetKey, keepKey, readKey } from './state/session.ts';

const main = document.querySelector<HTMLElement>('#main')!;
const tabs = document.querySelector<HTMLElement>('#tabs')!;
const signOut = document.querySelector<HTMLButtonElement>('#sign-out')!;
let page: Page | undefined;
/** Rises with every navigation, so that a slow answer does not overwrite what came after it. */
let visit = 0;

/** Shows the page that the address names; without a key, or with a refused one, the page that asks for it. */
async function show(): Promise<void> {
  const mine = ++visit;
  const key = readKey();
  const route = readRoute(location.hash);
  drawTabs(route.page, key !== undefined);
  if (key === undefined) {
    askForKey();
    return;
  }
  const client = makeHttpClient({ address: location.origin, key, parse: parseExact });
  try {
    const next = route.page === 'sql' ? place(makeSqlPage(client)) : await lambdaPage(client, route);
    if (mine === visit) replace(next);
    else next.page?.leave();
  } catch (error) {
    if (mine === visit) failed(error);
  }
}

interface Placed {
  readonly nodes: readonly HTMLElement[];
  readonly page?: Page;
}

const place = (made: Page): Placed => ({ nodes: [made.node], page: made });

async function lambdaPage(
  client: HttpClient,
  route: Extract<ReturnType<typeof readRoute>, { page: 'lambda' }>,
): Promise<Placed> {
  const lambdas = [...(await listLambdas(client))].sort((a, b) => (printQualified(a) < printQualified(b) ? -1 : 1));
  const lambda = route.lambda ?? lambdas.map(printQualified)[0];
  if (lambda === undefined) {
    return {
      nodes: [element('p', { class: 'empty' }, 'There are no lambdas yet. Put one into lambdas/ and deploy it.')],
    };
  }
  const made = makeLambdaPage({ client, lambda, version: route.version ?? 'latest', arguments: route.arguments });
  return { nodes: [makeLambdaMenu(lambdas, lambda), made.node], page: made };
}

function replace(next: Placed): void {
  page?.leave();
  page = next.page;
  main.replaceChildren(...next.nodes);
}

function askForKey(refused?: RockpoolError): void {
  const enter = (key: string): void => {
    keepKey(key);
    void show();
  };
  replace(place(makeSignInPage(enter, refused)));
  main.querySelector<HTMLInputElement>('#key')?.focus();
}

function failed(error: unknown): void {
  if (error instanceof RockpoolError && error.row.status === 401) {
    forgetKey();
    drawTabs('lambda', false);
    askForKey(error);
    return;
  }
  const panel = makeErrorPanel();
  panel.show(error);
  replace({
    nodes: [
      panel.node,
      element('button', { type: 'button', class: 'primary', onclick: () => void show() }, 'Try again'),
    ],
  });
}

function drawTabs(current: 'lambda' | 'sql', signedIn: boolean): void {
  signOut.hidden = !signedIn;
  const tab = (href: string, name: string, on: boolean): HTMLElement =>
    element('a', { href, 'aria-current': on ? 'page' : undefined }, name);
  tabs.replaceChildren(
    ...(signedIn ? [tab('#/', 'Lambdas', current === 'lambda'), tab('#/sql', 'SQL', current === 'sql')] : []),
  );
}

signOut.addEventListener('click', () => {
  forgetKey();
  void show();
});
window.addEventListener('hashchange', () => void show());
void show();
