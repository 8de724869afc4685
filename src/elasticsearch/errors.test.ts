import { errors } from '@elastic/elasticsearch';
import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import { isMissingIndex, setAddress, storeError } from './errors.ts';

const address = 'http://search.example:9200';

/** As the client throws it, with the login in the headers of the request. */
function answered(status: number, body: unknown): Error {
  const error = new errors.ResponseError({
    statusCode: status,
    body,
    headers: {},
    warnings: null,
    meta: {
      request: { params: { headers: { authorization: 'ApiKey c2VjcmV0' } } },
    },
  } as never);
  setAddress(error, address);
  return error;
}

function broken(message: string): Error {
  const error = new errors.ConnectionError(message);
  setAddress(error, address);
  return error;
}

const elastic = (type: string, reason: string, status = 400): Error =>
  answered(status, { error: { type, reason, root_cause: [{ type, reason }] }, status });

describe('what the client throws', () => {
  it.each<[string, Error, string, string]>([
    ['nobody listening', broken('connect ECONNREFUSED 127.0.0.1:1'), 'STORE_UNAVAILABLE', 'the connection was refused'],
    ['an unknown host', broken('getaddrinfo ENOTFOUND nowhere'), 'STORE_UNAVAILABLE', 'its host name is unknown here'],
    ['a broken connection', broken('other side closed - Local: x'), 'STORE_UNAVAILABLE', 'the connection broke'],
    [
      'an unknown authority',
      broken('self-signed certificate in certificate chain'),
      'STORE_UNAVAILABLE',
      'its certificate is of an authority that is not trusted',
    ],
    [
      'a certificate of another host',
      broken("Hostname/IP does not match certificate's altnames: Host: x. is not in the cert's altnames"),
      'STORE_UNAVAILABLE',
      'its certificate is for another host name',
    ],
    ['an expired certificate', broken('certificate has expired'), 'STORE_UNAVAILABLE', 'its certificate has expired'],
    [
      'http where https is asked',
      broken('40C7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'),
      'STORE_UNAVAILABLE',
      'it does not speak TLS at this address',
    ],
    [
      'another protocol',
      broken('Parse Error: Expected HTTP/'),
      'STORE_UNAVAILABLE',
      'what answers does not speak HTTP',
    ],
    ['words that nobody knows', broken('Oh dear.'), 'STORE_UNAVAILABLE', 'Oh dear'],
    [
      '429',
      elastic('es_rejected_execution_exception', 'rejected', 429),
      'STORE_UNAVAILABLE',
      'it has more work than it can take',
    ],
    [
      '503 of a proxy',
      answered(503, '<html><body>Service Unavailable</body></html>'),
      'STORE_UNAVAILABLE',
      'it, or a proxy before it, is away (status 503)',
    ],
    ['401', elastic('security_exception', 'unable to authenticate', 401), 'STORE_UNAVAILABLE', 'the login is refused'],
    ['403', elastic('security_exception', 'is unauthorized', 403), 'STORE_UNAVAILABLE', 'the login may not do this'],
    [
      'the flood stage',
      elastic(
        'cluster_block_exception',
        'index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
        429,
      ),
      'STORE_UNAVAILABLE',
      'the disk of a node is nearly full, so the index may not be written',
    ],
    [
      'an index that is gone',
      elastic('index_not_found_exception', 'no such index [x]', 404),
      'STORE_FAILED',
      'there is no such index (no such index [x])',
    ],
    [
      'too many clauses',
      answered(400, {
        error: {
          type: 'search_phase_execution_exception',
          reason: 'all shards failed',
          failed_shards: [
            {
              reason: {
                type: 'query_shard_exception',
                reason: 'failed',
                caused_by: { type: 'too_many_clauses', reason: 'x' },
              },
            },
          ],
        },
      }),
      'STORE_FAILED',
      'the condition has too many parts for the cluster',
    ],
    [
      'too many groups',
      elastic('too_many_buckets_exception', 'Trying to create too many buckets', 503),
      'STORE_FAILED',
      'there are more groups than the cluster allows',
    ],
    [
      'a mapping that conflicts',
      elastic('illegal_argument_exception', 'mapper [n] cannot be changed from type [long] to [keyword]'),
      'STORE_FAILED',
      'it refuses the request (illegal_argument_exception: mapper [n] cannot be changed from type [long] to [keyword])',
    ],
  ])('of %s is a sentence', (_, error, code, why) => {
    const ours = storeError('read documents', error);

    expect([ours.code, ours.message]).toEqual([
      code,
      `The Elasticsearch cluster at ${address} cannot read documents: ${why}.`,
    ]);
    expect(ours.hint).toMatch(/\w\.$|\)\.$/);
  });

  it('of silence is a timeout', () => {
    expect(storeError('read', new errors.TimeoutError('Request timed out'))).toMatchObject({
      code: 'STORE_TIMEOUT',
      message: 'The Elasticsearch cluster cannot read: it does not answer in time.',
    });
  });

  it('of a cut or foreign answer is a failure', () => {
    expect(storeError('read', new errors.DeserializationError('Unexpected end', '{"a'))).toMatchObject({
      code: 'STORE_FAILED',
      message: 'The Elasticsearch cluster cannot read: its answer is no JSON, or was cut off.',
    });
    expect(
      storeError('read', new errors.ProductNotSupportedError('Elasticsearch', { headers: {} } as never)),
    ).toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('is not Elasticsearch') as string });
  });

  it('never shows the login', () => {
    const ours = storeError('read', answered(500, { error: { type: 'x', reason: 'y' } }));

    expect(JSON.stringify([ours, ours.cause, Object.getOwnPropertyDescriptors(ours.cause)])).not.toMatch(/c2VjcmV0/);
  });

  it('stays as it is when it is ours already', () => {
    const ours = new RockpoolError('LIMIT_SCAN', 'Too much.');

    expect(storeError('read', ours)).toBe(ours);
  });
});

describe('isMissingIndex', () => {
  it('tells an index that is not there from other errors', () => {
    expect(isMissingIndex(elastic('index_not_found_exception', 'no such index [x]', 404))).toBe(true);
    expect(isMissingIndex(answered(404, 'nothing here'))).toBe(false);
    expect(isMissingIndex(undefined)).toBe(false);
  });
});
