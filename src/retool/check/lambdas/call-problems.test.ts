import { describe, expect, it } from 'vitest';
import { check, path, post, rest } from '../../../../test/unit/retool/edited-app.ts';
import type { Plugin } from '../../app.ts';

describe('the call of a lambda', () => {
  it.each<[string, Plugin]>([
    ['by the resource', rest(`${path}/rows?userid={{ customer.value }}`)],
    ['with a slash', rest(`/${path}/rows?userid=u1`)],
    ['by an absolute address', rest(`http://localhost:8787/v1/orgs/self/${path}/rows.json?userid=u1&$limit=5`)],
    ['by its version', rest('ws/commons/lambdas/purchases/versions/v1/rows?userid=u1')],
    ['by a version of the past', rest('ws/commons/lambdas/purchases/versions/v0/rows?who=u1')],
    [
      'with arguments that may be left out',
      rest(`${path}/rows?userid={{ c.value }}&{{ d.value ? 'since=' + d.value : '' }}`),
    ],
    [
      'with a list',
      rest(`${path}/rows?userid=1&{{ (t.value ?? []).map((one) => 'tags=' + encodeURIComponent(one)).join('&') }}`),
    ],
    ['with a template literal', rest(`${path}/rows?{{ \`userid=\${c.value}\` }}`)],
    ['with arguments that are made when it runs', rest(`${path}/rows?{{ search.value }}`)],
    ['with names that are made when it runs', rest(`${path}/rows?user{{ suffix }}=1`)],
    ['that is not called but described', rest(path)],
    ['that a value names', rest('ws/commons/lambdas/{{ lambda.value }}/tags/latest/rows?x=1')],
    ['that is open', rest('ws/shop.eu/lambdas/anything/tags/latest/rows?x=1')],
    ['of another service', rest('https://api.example.com/purchases?x=1')],
    ['by POST', post('{"arguments":{"userid":"{{ customer.value }}","limit":{{ n.value }}}}')],
    ['by POST with an object', post('{{ { arguments: { userid: customer.value } } }}')],
    ['by POST with JSON.stringify', post('{{ JSON.stringify({ arguments: { userid: 1, "since": 2 } }) }}')],
    ['by POST with arguments that are made when it runs', post('{"arguments": {{ args.value }}}')],
    ['by POST with some that are made when it runs', post('{"arguments": {{ { ...args.value } }}}')],
    ['by POST with a body of keys', post('[{"key":"arguments","value":"{{ { userid: customer.value } }}"}]', 'json')],
    ['by POST with a body of keys and JSON', post(String.raw`[{"key":"arguments","value":"{\"userid\": 1}"}]`, 'json')],
    [
      "by POST in Rockset's form",
      post('{"parameters":[{"name":"userid","value":"{{ c }}"},{"name":"old","value":1}]}'),
    ],
    ["by POST in Rockset's form, made when it runs", post('{"parameters": {{ list }} }')],
  ])('fits (%s)', (_name, plugin) => {
    expect(check(plugin)).toEqual([]);
  });

  it.each<[string, Plugin, readonly string[]]>([
    [
      'an unknown lambda',
      rest('ws/commons/lambdas/purchase/tags/latest/rows?userid=1'),
      [
        'purchases: calls commons.purchase, which is not deployed with the tag "latest". Did you mean "commons.purchases"?',
      ],
    ],
    [
      'an unknown workspace',
      rest('ws/shop.us/lambdas/anything/tags/latest/rows'),
      [
        'purchases: calls shop.us.anything, which is not deployed with the tag "latest". Did you mean "shop.eu.anything"?',
      ],
    ],
    [
      'another tag',
      rest('ws/commons/lambdas/purchases/tags/production/rows?userid=1'),
      ['purchases: calls commons.purchases by the tag "production". The lambdas were checked by the tag "latest".'],
    ],
    [
      'a tag with a slip',
      rest('ws/commons/lambdas/purchases/tags/lates/rows?userid=1'),
      ['purchases: calls commons.purchases by the tag "lates". Did you mean "latest"?'],
    ],
    [
      'an unknown argument',
      rest(`${path}/rows?userid=1&limits=5`),
      ['purchases: gives the argument "limits", which commons.purchases does not take. Did you mean "limit"?'],
    ],
    [
      'an unknown argument that may be left out',
      rest(`${path}/rows?userid=1&{{ c.value ? 'color=' + c.value : '' }}`),
      [
        'purchases: gives the argument "color", which commons.purchases does not take. Its parameters: userid, since, limit, tags.',
      ],
    ],
    [
      'an argument of a lambda without parameters',
      rest('ws/commons/lambdas/totals/tags/latest/rows?a=1'),
      ['purchases: gives the argument "a", which commons.totals does not take. It has no parameters.'],
    ],
    [
      'a missing argument',
      rest(`${path}/rows`),
      ['purchases: gives no argument "userid", which commons.purchases requires.'],
    ],
    [
      'a missing argument beside others',
      rest(`${path}/rows?{{ c.value ? 'limit=' + c.value : '' }}`),
      ['purchases: gives no argument "userid", which commons.purchases requires.'],
    ],
    [
      'a POST without a body',
      rest(path, { type: 'POST', bodyType: 'none' }),
      ['purchases: gives no argument "userid", which commons.purchases requires.'],
    ],
    [
      'a POST with an unknown argument',
      post('{"arguments":{"user":"{{ customer.value }}"}}'),
      [
        'purchases: gives the argument "user", which commons.purchases does not take. Its parameters: userid, since, limit, tags.',
        'purchases: gives no argument "userid", which commons.purchases requires.',
      ],
    ],
    [
      'a POST with an unknown argument in an object',
      post('{{ { arguments: { type: 1, start: 2, userid: 3 } } }}'),
      [
        'purchases: gives the argument "type", which commons.purchases does not take. Its parameters: userid, since, limit, tags.',
        'purchases: gives the argument "start", which commons.purchases does not take. Its parameters: userid, since, limit, tags.',
      ],
    ],
    [
      'a POST with an unknown argument in a body of keys',
      post('[{"key":"arguments","value":"{{ { userid: 1, x: 2 } }}"}]', 'json'),
      [
        'purchases: gives the argument "x", which commons.purchases does not take. Its parameters: userid, since, limit, tags.',
      ],
    ],
    [
      "a POST in Rockset's form that lacks one",
      post('{"parameters":[{"name":"limit","value":1}]}'),
      ['purchases: gives no argument "userid", which commons.purchases requires.'],
    ],
  ])('does not fit (%s)', (_name, plugin, expected) => {
    expect(check(plugin)).toEqual(expected);
  });
});
