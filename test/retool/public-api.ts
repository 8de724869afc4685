import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiFacts } from './facts.ts';

/** What was asked of it. */
export interface RetoolCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A stand-in of Retool's public API: resources are listed in pages, made, and changed; bodies are checked as Retool's own specification says. */
export interface RetoolPublicApi {
  readonly url: string;
  readonly calls: readonly RetoolCall[];
  /** The next calls are answered so; a redirect leads to its body. */
  answer: Answer | undefined;
  /** The next PATCH calls. */
  answerToChanges: Answer | undefined;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

export const retoolToken = 'retool_01_token';

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly display_name: string;
  options: unknown;
}

const idOf = (at: number): string => `00000000-0000-4000-a000-${String(at).padStart(12, '0')}`;

/** `others` resources of other names are there before, so that a list has more than one page. */
export async function startRetoolPublicApi({ others = 3 } = {}): Promise<RetoolPublicApi> {
  const resources: Resource[] = Array.from({ length: others }, (_, at) => ({
    id: idOf(at + 1),
    type: at === 0 ? 'postgresql' : 'restapi',
    display_name: at === 0 ? 'Rockpool' : `Other ${at}`,
    options: {},
  }));
  const calls: RetoolCall[] = [];
  const api: Pick<RetoolPublicApi, 'answer' | 'answerToChanges'> = { answer: undefined, answerToChanges: undefined };

  const reply = (method: string, path: string, body: unknown): { readonly status: number; readonly body: unknown } => {
    const url = new URL(path, 'http://retool');
    if (method === 'GET' && url.pathname === '/api/v2/resources')
      return listing(Number(url.searchParams.get('next_token') ?? 0));
    if (method === 'POST' && url.pathname === '/api/v2/resources') return create(body);
    const id = /^\/api\/v2\/resources\/([^/]+)$/.exec(url.pathname)?.[1];
    const resource = resources.find((one) => one.id === id);
    if (method === 'PATCH' && resource !== undefined) return change(resource, body);
    return { status: 404, body: { success: false, message: 'Not found' } };
  };
  const listing = (from: number): { readonly status: number; readonly body: unknown } => {
    const page = resources.slice(from, from + 2);
    const more = from + 2 < resources.length;
    const next = more ? String(from + 2) : null;
    const data = page.map(told);
    return { status: 200, body: { success: true, data, total_count: data.length, next_token: next, has_more: more } };
  };
  const create = (body: unknown): { readonly status: number; readonly body: unknown } => {
    const { display_name, options, type } = body as Omit<Resource, 'id'>;
    const wrong = optionMistakes(options);
    if (type !== 'restapi' || wrong.length > 0)
      return { status: 400, body: { success: false, message: wrong.join(', ') } };
    const made = { id: idOf(resources.length + 1), type, display_name, options };
    resources.push(made);
    return { status: 200, body: { success: true, data: told(made) } };
  };
  const change = (resource: Resource, body: unknown): { readonly status: number; readonly body: unknown } => {
    const { operations } = body as {
      readonly operations: readonly { readonly op: string; readonly path: string; readonly value: unknown }[];
    };
    const [operation] = operations;
    const wrong =
      operation?.op === 'replace' && operation.path === '/options' ? optionMistakes(operation.value) : ['operations'];
    if (wrong.length > 0) return { status: 400, body: { success: false, message: wrong.join(', ') } };
    resource.options = operation?.value;
    return { status: 200, body: { success: true, data: told(resource) } };
  };

  const server = createServer((request, response) => void handle(request, response));
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const send = (status: number, body: string): ServerResponse =>
      response
        .writeHead(status, {
          'content-type': 'application/json',
          ...(status >= 300 && status < 400 && body !== '' ? { location: body } : {}),
        })
        .end(body);
    const answer = request.method === 'PATCH' ? (api.answerToChanges ?? api.answer) : api.answer;
    if (answer !== undefined) {
      send(answer.status, answer.body);
      return;
    }
    if (request.headers.authorization !== `Bearer ${retoolToken}`) {
      send(401, '{"success":false,"message":"Unauthorized"}');
      return;
    }
    const call = {
      method: request.method ?? '',
      path: request.url ?? '',
      body: text === '' ? undefined : JSON.parse(text),
    };
    calls.push(call);
    const { status, body } = reply(call.method, call.path, call.body);
    send(status, JSON.stringify(body));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get answer() {
      return api.answer;
    },
    set answer(answer) {
      api.answer = answer;
    },
    get answerToChanges() {
      return api.answerToChanges;
    },
    set answerToChanges(answer) {
      api.answerToChanges = answer;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Options are never told. */
const told = ({ id, type, display_name }: Resource): object => ({
  id,
  type,
  display_name,
  folder_id: null,
  protected: false,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
});

/** What Retool's specification does not allow in the options of a REST resource. */
function optionMistakes(options: unknown): readonly string[] {
  const { required, properties } = apiFacts.restapiOptions;
  const given = options as Readonly<Record<string, unknown>>;
  const auth = given['authentication_options'] as { readonly authentication_type: string } | undefined;
  const needed = auth === undefined ? [] : apiFacts.authenticationOptions[auth.authentication_type]?.required;
  return [
    ...required
      .filter((name) => typeof given[name] !== 'string' || !URL.canParse(given[name]))
      .map((name) => `${name} is required`),
    ...Object.keys(given)
      .filter((name) => !Object.hasOwn(properties, name))
      .map((name) => `${name} is not known`),
    ...(needed ?? ['authentication_type'])
      .filter((name) => auth !== undefined && !Object.hasOwn(auth, name))
      .map((name) => `${name} is required`),
  ];
}
