import { S3Client } from '@aws-sdk/client-s3';
import type { S3Integration } from '../config/config.ts';

/** How long a server may be silent, in milliseconds, and how often a request is sent. */
export interface Patience {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** Without a byte of the answer. */
  readonly silenceMs: number;
  readonly attempts: number;
}

/** A client of the integration: all it needs is given, so that nothing is looked up in the surroundings. Without credentials it signs nothing. */
export function makeClient(
  { region, endpoint, pathStyle, credentials }: S3Integration,
  { connectMs, silenceMs, attempts }: Patience,
): S3Client {
  return new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
    // A copy: the library writes into it, and the configuration is frozen.
    credentials: { ...(credentials ?? { accessKeyId: '', secretAccessKey: '' }) },
    ...(credentials === undefined ? { signer: { sign: (request) => Promise.resolve(request) } } : {}),
    // A bucket in another region is an error that names it, so that the configuration is mended.
    followRegionRedirects: false,
    // Stores other than Amazon's do not know the newer checksums, and a part of an object has none.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    retryMode: 'standard',
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: connectMs, socketTimeout: silenceMs },
    logger: silent,
  });
}

/** The library prints hints for people who write against it. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
