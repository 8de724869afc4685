import { afterEach, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import { bucketSource, openConnector, type TestConnector } from './open-bucket.ts';
import { errorXml, listXml, startStub, type StubServer } from './stub-server.ts';

let stub: StubServer | undefined;
let test: TestConnector | undefined;
afterEach(async () => {
  await test?.close();
  await stub?.close();
  [test, stub] = [undefined, undefined];
});

/** What a person reads, without the address that differs from run to run. */
async function failure(scanning: Promise<unknown>): Promise<string> {
  const error = await scanning.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RockpoolError)) return String(error);
  return `${error.code} ${error.message}`.replace(/127\.0\.0\.1:\d+/, 'HOST');
}

const why = (reason: string): string => `SOURCE_UNREADABLE S3: the bucket "shop" cannot be listed: ${reason}.`;

describe('a listing that S3 refuses', () => {
  it.each([
    [
      301,
      errorXml('PermanentRedirect', 'The bucket must be addressed using the specified endpoint.', {
        Endpoint: 'shop.s3-us-west-2.amazonaws.com',
        Bucket: 'shop',
      }),
      'it is in the region us-west-2, not us-east-1; set `region: us-west-2`',
    ],
    [
      400,
      errorXml(
        'AuthorizationHeaderMalformed',
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
        { Region: 'eu-central-1' },
      ),
      'it is in the region eu-central-1, not us-east-1; set `region: eu-central-1`',
    ],
    [301, '', 'it is not in the region us-east-1; correct `region` of the integration'],
    [
      404,
      errorXml('NoSuchBucket', 'The specified bucket does not exist', { BucketName: 'shop' }),
      'there is no such bucket at HOST; make it, or correct `bucket` of the source',
    ],
    [403, errorXml('AccessDenied', 'Access Denied'), 'access is denied; give the access key the right s3:ListBucket'],
    [
      403,
      errorXml('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'),
      'the access key does not exist; correct `access_key_id` of the integration',
    ],
    [
      403,
      errorXml('SignatureDoesNotMatch', 'The request signature we calculated does not match', {
        StringToSign: 'AWS4-HMAC-SHA256',
      }),
      'the secret does not fit the access key; correct `secret_access_key` of the integration',
    ],
    [
      403,
      errorXml('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', {
        ServerTime: '2020-01-01T00:00:00Z',
      }),
      'the clock of this machine is more than 15 minutes off; set it right',
    ],
    [
      400,
      errorXml('ExpiredToken', 'The provided token has expired.'),
      'the session token has expired; give the integration fresh credentials',
    ],
    [
      400,
      errorXml('InvalidToken', 'The provided token is malformed or otherwise invalid.'),
      'the session token is not valid; correct `session_token` of the integration',
    ],
    [
      503,
      errorXml('SlowDown', 'Please reduce your request rate.'),
      'the store is overloaded or away (SlowDown); it is tried again',
    ],
    [503, 'no upstream', 'the store is overloaded or away; it is tried again'],
    [
      404,
      '<html><body>nope</body></html>',
      'what answers at HOST (status 404) is not S3; check `endpoint` and `path_style`',
    ],
    [
      200,
      '<html><body>hello</body></html>',
      'what answers at HOST (status 200) is not S3; check `endpoint` and `path_style`',
    ],
    [200, '{"hello":1}', 'what answers at HOST (status 200) is not S3; check `endpoint` and `path_style`'],
    [200, '', 'what answers at HOST (status 200) is not S3; check `endpoint` and `path_style`'],
    [302, '', 'what answers at HOST (status 302) is not S3; check `endpoint` and `path_style`'],
    [418, errorXml('Teapot', 'Short and stout.'), 'Teapot: Short and stout'],
  ])('with %i %s says why and what to do', async (status, body, reason) => {
    stub = await startStub((_, response) => response.writeHead(status).end(body));
    test = await openConnector(stub.endpoint);

    expect(await failure(test.scan(bucketSource('shop')))).toBe(why(reason));
  });

  it('because nobody signed it asks for an access key', async () => {
    stub = await startStub((_, response) => response.writeHead(403).end(errorXml('AccessDenied', 'Access Denied')));
    test = await openConnector(stub.endpoint, { credentials: undefined });

    expect(await failure(test.scan(bucketSource('shop')))).toBe(
      why(
        'access is denied to the public; give the integration an access key with the right s3:ListBucket, or make it public',
      ),
    );
    expect(stub.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('holds no credentials in its error', async () => {
    stub = await startStub((_, response) => response.writeHead(403).end(errorXml('AccessDenied', 'Access Denied')));
    const secret = { accessKeyId: 'AKIASECRET', secretAccessKey: 'verysecret', sessionToken: 'tokensecret' };
    test = await openConnector(stub.endpoint, { credentials: secret });

    const error = await test.scan(bucketSource('shop')).catch((thrown: unknown) => thrown);

    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/secret/i);
  });

  it('is asked for again when the store is overloaded', async () => {
    stub = await startStub((_, response) =>
      stub!.requests.length < 3
        ? response.writeHead(503).end(errorXml('SlowDown', 'Please reduce your request rate.'))
        : response.end(listXml('shop', [])),
    );
    test = await openConnector(stub.endpoint, { patience: { connectMs: 500, silenceMs: 500, attempts: 3 } });

    expect(await test.scan(bucketSource('shop'))).toEqual([]);
  });
});

describe('an endpoint', () => {
  it.each([
    ['http://127.0.0.1:1', 'the store does not answer at HOST (ECONNREFUSED); check `endpoint` and the network'],
    ['http://nowhere.invalid', 'nowhere.invalid has no address; check `endpoint`'],
  ])('%s that nobody serves is an error', async (endpoint, reason) => {
    test = await openConnector(endpoint);

    expect(await failure(test.scan(bucketSource('shop')))).toBe(why(reason));
  });

  it('that has no name for the bucket is asked by path instead', async () => {
    test = await openConnector('http://nowhere.invalid', { pathStyle: false });

    expect(await failure(test.scan(bucketSource('shop')))).toBe(
      why('shop.nowhere.invalid has no address; set `path_style: true`'),
    );
  });

  it('that speaks HTTP only is an error of https', async () => {
    stub = await startStub((_, response) => response.end());
    test = await openConnector(stub.endpoint.replace('http:', 'https:'));

    expect(await failure(test.scan(bucketSource('shop')))).toBe(
      why('what answers at HOST does not speak the protocol of the address; check http or https in `endpoint`'),
    );
  });

  it('that never answers is an error after the patience that was given', async () => {
    stub = await startStub(() => undefined);
    test = await openConnector(stub.endpoint, { patience: { connectMs: 100, silenceMs: 100, attempts: 2 } });

    expect(await failure(test.scan(bucketSource('shop')))).toBe(
      why('the store does not answer at HOST (TimeoutError); check `endpoint` and the network'),
    );
  });
});

describe('an object that may not be read', () => {
  const source = bucketSource('shop');
  const answerObjects = (refusal: string): Promise<StubServer> =>
    startStub((request, response) => {
      const path = new URL(request.url!, 'http://host').pathname;
      if (path === '/shop/') response.end(listXml('shop', [{ key: 'a' }, { key: 'b' }, { key: 'c' }]));
      else if (path === '/shop/b') response.writeHead(403).end(refusal);
      else response.writeHead(200, { etag: '"e"' }).end('x');
    });

  it('is an error after all others were read', async () => {
    stub = await answerObjects(errorXml('AccessDenied', 'Access Denied'));
    test = await openConnector(stub.endpoint);
    const keys: string[] = [];
    const scan = async (): Promise<void> => {
      for await (const object of test!.connector.scan(
        source,
        { etagsOf: () => Promise.resolve(new Map()) },
        signal(),
      )) {
        keys.push(object.key);
        await object.release();
      }
    };

    expect(await failure(scan())).toBe(
      'SOURCE_UNREADABLE S3: "b" in "shop" cannot be read: access is denied; give the access key the right s3:GetObject.',
    );
    expect(keys).toEqual(['a', 'c']);
  });

  it('since it lies in an archive is skipped, and the source says so', async () => {
    stub = await answerObjects(
      errorXml('InvalidObjectState', "The operation is not valid for the object's storage class"),
    );
    test = await openConnector(stub.endpoint);

    expect((await test.scan(source)).map(({ key }) => key)).toEqual(['a', 'c']);
    expect(await test.connector.health(source, { positions: {} })).toEqual({
      behind: 0,
      message: '"b" lies in an archive; what lies there is skipped until it is restored',
    });
  });
});

it('asks for nothing that the listing says to lie in an archive, unless it was restored', async () => {
  stub = await startStub((request, response) => {
    const list = listXml('shop', [
      { key: 'cold', storageClass: 'GLACIER' },
      { key: 'colder', storageClass: 'DEEP_ARCHIVE' },
      { key: 'warm', storageClass: 'GLACIER', restored: true },
      { key: 'instant', storageClass: 'GLACIER_IR' },
    ]);
    if (request.url!.startsWith('/shop/?')) response.end(list);
    else response.writeHead(200, { etag: '"e"' }).end('x');
  });
  test = await openConnector(stub.endpoint);

  expect((await test.scan(bucketSource('shop'))).map(({ key }) => key)).toEqual(['instant', 'warm']);
  expect(stub.requests).toHaveLength(3);
  expect((await test.connector.health(bucketSource('shop'), { positions: {} })).message).toBe(
    '"cold" and 1 more lie in an archive; what lies there is skipped until it is restored',
  );
});

it('says that S3 has no topics', async () => {
  test = await openConnector();
  const topic = {
    kind: 'topic',
    id: 's3.t',
    integration: 's3',
    topic: 't',
    format: { kind: 'json' },
    start: 'earliest',
  } as const;

  expect(() => test!.connector.follow(topic, { positions: {} }, signal())).toThrow(
    'S3 has buckets, no topics: give the source "s3.t" a `bucket` and a `pattern`, or an integration of the kind kafka.',
  );
});

const signal = (): AbortSignal => new AbortController().signal;
