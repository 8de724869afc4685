import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands in for a schema registry, which cannot be run here, with the replies that its vendor documents. */
export interface RegistryServer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** By path, such as `/schemas/ids/7`: a body for status 200, or how to answer. */
  readonly answers: Map<string, unknown>;
  /** Instead of everything else; undefined ends it. */
  always(answer: ((response: ServerResponse) => void) | undefined): void;
  /** The only login that is let in. */
  login: string | undefined;
  close(): Promise<void>;
}

/** https://docs.confluent.io/platform/current/schema-registry/develop/api.html */
export async function startRegistry(): Promise<RegistryServer> {
  const asked: string[] = [];
  const answers = new Map<string, unknown>();
  let always: ((response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const body = answers.get(path);
    if (always !== undefined) always(response);
    else if (registry.login !== undefined && !hasLogin(request, registry.login)) unauthorized(response);
    else if (body === undefined) notFound(response, path);
    else reply(response, 200, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry: RegistryServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    login: undefined,
    always: (answer) => void (always = answer),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return registry;
}

export function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
  response.end(JSON.stringify(body));
}

const unauthorized = (response: ServerResponse): void =>
  reply(response, 401, { error_code: 401, message: 'Unauthorized' });

function notFound(response: ServerResponse, path: string): void {
  if (path.startsWith('/schemas/ids/')) reply(response, 404, { error_code: 40403, message: 'Schema not found' });
  else if (path.startsWith('/subjects/')) reply(response, 404, { error_code: 40401, message: 'Subject not found.' });
  else reply(response, 404, { error_code: 404, message: 'HTTP 404 Not Found' });
}

const hasLogin = (request: IncomingMessage, login: string): boolean =>
  request.headers.authorization === `Basic ${Buffer.from(login).toString('base64')}`;
