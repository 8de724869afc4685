import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type ServerProcess } from './server-process.ts';

const bin = fileURLToPath(new URL('../../bin/rockpool.cjs', import.meta.url));
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const lambda = `description: Says hello
parameters:
  who: { type: string, description: Whom to greet, example: ada }
  times: { type: int, default: 1, minimum: 1, maximum: 3, description: How often }
  loud: { type: bool, default: false }
sql: |
  SELECT n, 'hello ' || CASE WHEN :loud THEN upper(:who) ELSE :who END AS greeting, 9007199254740993 AS big,
         (SELECT count(*) FROM visits) AS visits
  FROM (SELECT unnest(generate_series(1, :times)) AS n)
  ORDER BY n
`;

let project: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  project = join(await mkdtemp(join(tmpdir(), 'rockpool-console-')), 'project');
  spawnSync(process.execPath, [bin, 'init', project]);
  await writeFile(join(project, 'lambdas/hello.yaml'), lambda);
  server = await startServer(project, { flags: ['--watch'] });
  browser = await chromium.launch({
    executablePath: browsers.find((path) => existsSync(path)) ?? 'chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(join(project, '..'), { recursive: true, force: true });
});
beforeEach(async () => {
  page = await browser.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    // A refresh that was overtaken by the next one is aborted on purpose.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(request.url());
  });
});
afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

const open = (hash = ''): Promise<unknown> => page.goto(`${server.address}/${hash}`);
const signIn = async (hash: string): Promise<void> => {
  await open(`#key=${server.key}`);
  await page.waitForSelector('.menu');
  // Away first: another fragment alone would not load the page again.
  await page.goto('about:blank');
  await open(hash);
};
const cells = (): Promise<string[][]> =>
  page.$$eval('tbody tr', (rows) =>
    rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
  );
const rowsAre = (expected: string[][]): Promise<void> => expect.poll(cells, { timeout: 10_000 }).toEqual(expected);

it('has all its style sheets', async () => {
  await open();

  const loaded = await page.evaluate(() =>
    [...document.styleSheets].map((sheet) => [sheet.href?.split('/').at(-1), sheet.cssRules.length > 0]),
  );
  expect(loaded).toEqual(
    ['page.css', 'forms.css', 'results.css', 'collections.css', 'narrow.css'].map((name) => [name, true]),
  );
});

describe('without a key', () => {
  it('asks for one, says what is wrong with a bad one, and keeps a good one in this tab only', async () => {
    await open();
    await page.fill('#key', 'wrong');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.textContent('.error-code')).toBe('KEY_INVALID');

    await page.fill('#key', server.key);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.menu');

    expect(
      await page.evaluate(() => [sessionStorage.getItem('rockpool.key'), Object.keys(localStorage), document.cookie]),
    ).toEqual([server.key, [], '']);
    await page.click('#sign-out');
    await page.waitForSelector('#key');
    expect(await page.evaluate(() => sessionStorage.getItem('rockpool.key'))).toBeNull();
  });

  it('takes one from the address and removes it there', async () => {
    await open(`#key=${server.key}`);
    await page.waitForSelector('.menu');

    expect(page.url()).not.toContain(server.key);
  });
});

describe('a lambda', () => {
  it('shows its rows for the examples, with types, all digits, data age and version', async () => {
    await signIn('#/lambda/commons.hello');

    await rowsAre([['1', 'hello ada', '9007199254740993', '4']]);
    expect(await page.$$eval('th', (heads) => heads.map((head) => head.textContent))).toEqual([
      'nBIGINT',
      'greetingVARCHAR',
      'bigBIGINT',
      'visitsBIGINT',
    ]);
    expect(await page.$$eval('.facts dt', (names) => names.map((name) => name.textContent))).toEqual([
      'rows',
      'answered in',
      'data age',
      'version',
    ]);
  });

  it('asks for what is required before it calls, and explains what is refused', async () => {
    await signIn('#/lambda/commons.hello');
    await rowsAre([['1', 'hello ada', '9007199254740993', '4']]);

    await page.fill('#argument-who', '');
    await expect.poll(() => page.textContent('article > .empty')).toBe('Fill in who to see rows.');
    await page.fill('#argument-who', 'eve');
    await page.fill('#argument-times', '9');
    await expect.poll(() => page.textContent('.error-code')).toBe('ARGUMENT_INVALID');
    expect(await page.textContent('.error')).toContain('"times"');
    await page.fill('#argument-times', '2');
    await page.selectOption('#argument-loud', 'true');

    await rowsAre([
      ['1', 'hello EVE', '9007199254740993', '4'],
      ['2', 'hello EVE', '9007199254740993', '4'],
    ]);
    expect(await page.isHidden('.error')).toBe(true);
  });

  it('shows data as text, whatever it contains', async () => {
    await signIn('#/lambda/commons.hello');
    await page.fill('#argument-who', '<img src=x onerror=alert(1)>');

    await rowsAre([['1', 'hello <img src=x onerror=alert(1)>', '9007199254740993', '4']]);
    expect(await page.$$('td img')).toEqual([]);
  });

  it('refreshes by itself and marks what changed, until that is switched off', async () => {
    await signIn('#/lambda/commons.hello');
    await rowsAre([['1', 'hello ada', '9007199254740993', '4']]);

    const write = (id: string): Promise<unknown> =>
      server.call('POST', '/ws/commons/collections/visits/docs', { data: [{ _id: id, visitor: 'x', page: '/x' }] });
    await write('x-1');
    await rowsAre([['1', 'hello ada', '9007199254740993', '5']]);
    expect(await page.$$eval('td.changed', (changed) => changed.map((cell) => cell.textContent))).toEqual(['5']);

    await page.locator('#live').uncheck();
    let calls = 0;
    page.on('request', () => (calls += 1));
    await write('x-2');
    await page.waitForTimeout(1500);
    expect(calls).toBe(0);
    await page.click('button.primary');
    await rowsAre([['1', 'hello ada', '9007199254740993', '6']]);
  });

  it('can be linked to with its arguments, and reloaded', async () => {
    await signIn('#/lambda/commons.hello?who=bob&times=2');
    await expect.poll(async () => (await cells()).map((row) => row[1])).toEqual(['hello bob', 'hello bob']);

    await page.fill('#argument-times', '1');
    await expect.poll(async () => (await cells()).length).toBe(1);
    expect(new URL(page.url()).hash).toBe('#/lambda/commons.hello?who=bob&times=1');
  });

  it('is copied as a call that answers the same, without the key', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.address });
    await signIn("#/lambda/commons.hello?who=o'neill");
    await rowsAre([['1', "hello o'neill", '9007199254740993', expect.any(String)]]);
    await page.click('text=Copy as curl');

    const call = await page.evaluate(() => navigator.clipboard.readText());
    const reply = spawnSync('sh', ['-c', call], {
      env: { ...process.env, ROCKPOOL_API_KEY: server.key },
      encoding: 'utf8',
    });

    expect(call).not.toContain(server.key);
    expect((JSON.parse(reply.stdout) as { results: { greeting: string }[] }).results[0]?.greeting).toBe(
      "hello o'neill",
    );
  });

  it('shows a version that was deployed meanwhile, and runs an older one when that is chosen', async () => {
    await signIn('#/lambda/commons.hello');
    await expect.poll(async () => (await cells())[0]?.[1]).toBe('hello ada');
    const first = (await page.textContent('.fact.code dd'))!;
    const file = join(project, 'lambdas/hello.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll("'hello '", "'good day '"));

    await expect.poll(async () => (await cells())[0]?.[1], { timeout: 15_000 }).toBe('good day ada');
    await expect.poll(() => page.$$eval('.versions li', (all) => all.length), { timeout: 10_000 }).toBe(2);
    await page.click(`.versions button:has-text("${first}")`);

    await expect.poll(async () => (await cells())[0]?.[1]).toBe('hello ada');
    expect(await page.getAttribute(`.versions button:has-text("${first}")`, 'aria-pressed')).toBe('true');
  });
});

describe('SQL', () => {
  it('runs a statement with its values, and shows where a wrong one is wrong', async () => {
    await signIn('#/sql');
    await page.fill('#sql', 'SELECT count(*) AS n FROM visits WHERE page = :page');
    await page.fill('#value-page', '/home');
    await page.keyboard.press('Enter');
    await rowsAre([['2']]);

    await page.fill('#sql', 'SELECT pgae FROM visits');
    await page.press('#sql', 'Control+Enter');
    await expect.poll(() => page.textContent('.error pre')).toContain('^');
    expect(await page.textContent('.error')).toContain('"page"');
  });

  it('lists the collections with their fields', async () => {
    await signIn('#/sql');
    await page.click('.collections summary');

    expect(await page.$$eval('.collections li', (fields) => fields.map((field) => field.textContent))).toEqual([
      'visits',
      '_idVARCHAR',
      '_event_timeTIMESTAMPTZ',
      'visitorVARCHAR',
      'pageVARCHAR',
      'secondsDOUBLE',
    ]);
  });
});

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)('has readable text and nothing beside the screen, %s at %i pixels', async (colorScheme, width) => {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  await signIn('#/lambda/commons.hello');
  await expect.poll(async () => (await cells()).length).toBe(1);

  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect(await page.evaluate(contrasts)).toEqual([]);
});

it('names every input, and is used with the keyboard alone', async () => {
  await signIn('#/lambda/commons.hello');
  await page.waitForSelector('#argument-who');
  const unnamed = await page.$$eval('input, select, textarea', (inputs) =>
    inputs
      .filter((input) => (input as HTMLInputElement).labels?.length === 0 && !input.hasAttribute('aria-label'))
      .map((input) => input.outerHTML),
  );

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  expect(unnamed).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});

/** Runs in the page: texts whose contrast is below 4.5 to 1 (WCAG 2.1, 1.4.3). */
function contrasts(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const rgb = (color: string, below: readonly number[]): readonly number[] => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = `rgb(${below.join(' ')})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = (color: readonly number[]): number => {
    const [r, g, b] = color.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const ground = (node: Element | null): readonly number[] =>
    node === null ? [255, 255, 255] : rgb(getComputedStyle(node).backgroundColor, ground(node.parentElement));
  return [...document.querySelectorAll('h1, h2, p, a, label, dt, dd, th, td, button, span, summary')]
    .filter(
      (node) =>
        node.checkVisibility() && (node.textContent ?? '').trim() !== '' && getComputedStyle(node).clipPath === 'none',
    )
    .flatMap((node) => {
      const behind = ground(node);
      const [light, dark] = [luminance(rgb(getComputedStyle(node).color, behind)), luminance(behind)].sort(
        (a, b) => b - a,
      ) as [number, number];
      const contrast = (light + 0.05) / (dark + 0.05);
      return contrast >= 4.5 ? [] : [`${node.tagName} ${(node.textContent ?? '').slice(0, 30)} ${contrast.toFixed(2)}`];
    });
}
