import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeApp, type RunningApp } from '../../../src/app/make-app.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import { listen, makeServer, type Server } from '../../../src/server/server.ts';

export interface TestServer {
  readonly address: string;
  readonly app: RunningApp;
  readonly server: Server;
  /** Below /v1/orgs/self, with the admin key unless another one is given; null: none. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<TestReply>;
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are looked into freely: their shape is what is tested
  readonly body: any;
}

const project: Readonly<Record<string, string>> = {
  'rockpool.yaml':
    'server: { host: 127.0.0.1, port: 0, max_body_bytes: 1MiB }\nstore: { engine: embedded, path: .rockpool }\n',
  'collections/people.yaml':
    'description: People\ninput: { _id: VARCHAR, name: VARCHAR, age: BIGINT, born: DATE, weight: DOUBLE, tags: "VARCHAR[]" }\nsources: []\n',
  'lambdas/grown.yaml':
    'description: People of an age\nparameters:\n  age: { type: int, default: 18, minimum: 0, maximum: 150, description: Years, example: 30 }\n' +
    '  name: { type: string, default: null }\nsql: |\n  SELECT _id, name, age, born FROM people WHERE age >= :age AND (:name IS NULL OR name = :name) ORDER BY _id\ncache: { max_age: 5s }\n',
  'lambdas/by-tags.yaml': 'parameters:\n  tags: { type: "string[]" }\nsql: SELECT unnest(:tags) AS tag\n',
};

/** The real server over the real app on a fresh store, listening on a free port, with three people in it. */
export async function startTestServer(files: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rockpool-server-'));
  for (const [name, text] of Object.entries({ ...project, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const app = await makeApp(loadConfig({ projectFolder: folder, flags: {}, environment: {} }), silentObserver);
  const { problems } = await app.reload();
  if (problems.length > 0) throw new Error(problems.map((problem) => `${problem.file}: ${problem.message}`).join('\n'));
  const server = await makeServer(app);
  const address = await listen(server, { host: '127.0.0.1', port: 0 });
  const call: TestServer['call'] = async (method, path, body, { key = app.key, headers = {} } = {}) => {
    const reply = await fetch(`${address}${path.startsWith('/v1/') ? '' : '/v1/orgs/self'}${path}`, {
      method,
      headers: { ...(key === null ? {} : { authorization: `ApiKey ${key}` }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = (reply.headers.get('content-type') ?? '').startsWith('application/json');
    return {
      status: reply.status,
      headers: reply.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  };
  const data = [
    { _id: 'p1', name: 'Ada', age: 36, born: '1990-12-10', weight: 60.5, tags: ['a', 'b'] },
    { _id: 'p2', name: 'Bob', age: 7, born: null, weight: null, tags: [] },
    { _id: 'p3', name: 'Cy', age: 99, born: '1927-01-31', weight: 71, tags: ['b'] },
  ];
  const { definition } = app.catalog.list()[0]!;
  const written = await app.ingest.writeDocuments(definition, data, 'write');
  if (written.some(({ outcome }) => outcome !== 'added')) throw new Error(JSON.stringify(written));
  return {
    address,
    app,
    server,
    call,
    async stop() {
      await server.close();
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
