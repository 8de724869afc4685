import { expect, it } from 'vitest';
import { serversOf } from './servers.ts';

it('begins with the absolute address, and lets any other be chosen whose defaults are the same', () => {
  const [first, second] = serversOf('https://rockpool.example.com:8443/below');
  const variables = second!['variables'] as Record<string, { readonly default: string }>;

  expect(first!['url']).toBe('https://rockpool.example.com:8443/below');
  expect(second!['url']).toBe('{scheme}://{host}/below');
  expect(variables['scheme']).toEqual({ enum: ['http', 'https'], default: 'https' });
  expect(variables['host']!.default).toBe('rockpool.example.com:8443');
});

it('takes any host that a request may name', () => {
  expect(serversOf('http://[::1]:8080')[1]!['variables']).toMatchObject({ host: { default: '[::1]:8080' } });
  expect(serversOf('http://')[1]).toMatchObject({ url: '{scheme}://{host}', variables: { host: { default: '' } } });
});
