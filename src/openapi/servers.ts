import type { JsonObject } from '../base/json.ts';

/**
 * Where the operations are called. First the address itself, absolute and without variables: Retool needs that of the first entry, and generators make it the
 * base address of their clients. Then any other address by the variables `scheme` and `host`, which Retool and Swagger UI let a person choose; their defaults
 * give the first entry again.
 */
export function serversOf(baseUrl: string): JsonObject[] {
  const [, scheme = 'http', host = '', path = ''] = /^(\w+):\/\/([^/]*)(.*)$/.exec(baseUrl) ?? [];
  return [
    { url: baseUrl, description: 'The server that made this document' },
    {
      url: `{scheme}://{host}${path}`,
      description: 'Another server',
      variables: {
        scheme: { enum: ['http', 'https'], default: scheme },
        host: { default: host, description: 'Host name or address, with the port when it is not the usual one' },
      },
    },
  ];
}
