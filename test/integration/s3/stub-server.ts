import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers as S3 does where the test server cannot: by the vendor's documents. */
export interface StubServer {
  readonly endpoint: string;
  /** All that was asked, in its order. */
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

export async function startStub(answer: RequestListener): Promise<StubServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function errorXml(code: string, message: string, members: Readonly<Record<string, string>> = {}): string {
  const others = Object.entries(members).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message>${others.join('')}<RequestId>4442587FB7D0A2F9</RequestId></Error>`;
}

interface StubObject {
  readonly key: string;
  readonly bytes?: number;
  readonly etag?: string;
  readonly modified?: string;
  readonly storageClass?: string;
  readonly restored?: boolean;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html; keys as Amazon writes them, a space as `+`. */
export function listXml(bucket: string, objects: readonly StubObject[], next?: string): string {
  const contents = objects.map(
    ({ key, bytes = 1, etag = 'e', modified = '2026-01-01T00:00:00.000Z', storageClass = 'STANDARD', restored }) =>
      `<Contents><Key>${encodeURIComponent(key).replaceAll('%20', '+')}</Key><LastModified>${modified}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${bytes}</Size><StorageClass>${storageClass}</StorageClass>${
        restored === true
          ? '<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2030-01-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>'
          : ''
      }</Contents>`,
  );
  const more = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><Prefix/><KeyCount>${objects.length}</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>${next !== undefined}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`;
}
