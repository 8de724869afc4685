import { RockpoolError } from '../base/error.ts';
import type { S3Integration } from '../config/config.ts';

/** What was asked for, in the words of a sentence. */
export interface Asked {
  readonly bucket: string;
  /** Absent: the bucket was listed. */
  readonly key?: string;
  readonly region: string;
  readonly endpoint?: string;
  /** Whether the requests are signed. */
  readonly signed: boolean;
}

/** Something asked of a bucket of an integration. */
export function askedOf({ region, endpoint, credentials }: S3Integration, bucket: string): Asked {
  return { bucket, region, ...(endpoint === undefined ? {} : { endpoint }), signed: credentials !== undefined };
}

/** What is used of the errors that the client throws: S3's own, of the HTTP answer, and Node's. */
interface Foreign {
  readonly code: string;
  readonly status?: number;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer that the client took for a listing, though nothing of one is in it. */
export function notS3(metadata: { readonly httpStatusCode?: number | undefined }): Error {
  return Object.assign(new Error('the answer is no listing'), { name: 'NotS3', $metadata: metadata });
}

/** The object was changed or removed since it was listed. */
export function isGone(error: unknown): boolean {
  const { code, status } = read(error);
  return code === 'PreconditionFailed' || code === 'NoSuchKey' || code === 'InvalidRange' || status === 412;
}

const passing = new Set([
  ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'TimeoutError', 'ERR_STREAM_PREMATURE_CLOSE'],
  ...['SlowDown', 'ServiceUnavailable', 'InternalError'],
]);

/** There is no such bucket or object; the answer to a HEAD has no code that would say which. */
export function isMissing(error: unknown): boolean {
  return read(error).status === 404;
}

/** A broken connection or an overloaded store: asking again may help. */
export function mayPass(error: unknown): boolean {
  return passing.has(read(error).code);
}

/** Lies in an archive and must be restored before it can be read. */
export function isArchived(error: unknown): boolean {
  return read(error).code === 'InvalidObjectState';
}

/** Says nothing about other objects. */
export function isAboutOneObject(error: unknown): boolean {
  return read(error).code === 'AccessDenied';
}

/** SOURCE_UNREADABLE in one sentence: what cannot be done, why, and what to do. A RockpoolError stays what it is. */
export function unreadable(error: unknown, asked: Asked): RockpoolError {
  if (error instanceof RockpoolError) return error;
  const foreign = read(error);
  const what = asked.key === undefined ? `the bucket "${asked.bucket}"` : `"${asked.key}" in "${asked.bucket}"`;
  const verb = asked.key === undefined ? 'listed' : 'read';
  return new RockpoolError('SOURCE_UNREADABLE', `S3: ${what} cannot be ${verb}: ${reason(foreign, asked)}.`, {
    cause: plainCause(error),
  });
}

/** Without the request, whose headers hold the credentials, and without the connection. */
function plainCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { name, message, stack } = error;
  return Object.assign(new Error(message), { name, stack });
}

/** Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function reason(foreign: Foreign, asked: Asked): string {
  const { code, status, message } = foreign;
  switch (code) {
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'TemporaryRedirect':
    case 'IllegalLocationConstraintException':
      return wrongRegion(foreign, asked);
    case 'NoSuchBucket':
      return `there is no such bucket${at(asked)}; make it, or correct \`bucket\` of the source`;
    case 'InvalidBucketName':
      return 'this is no name that a bucket can have; correct `bucket` of the source';
    case 'AccessDenied':
    case 'AllAccessDisabled':
      return accessDenied(asked);
    case 'InvalidAccessKeyId':
      return 'the access key does not exist; correct `access_key_id` of the integration';
    case 'SignatureDoesNotMatch':
      return 'the secret does not fit the access key; correct `secret_access_key` of the integration';
    case 'ExpiredToken':
    case 'TokenRefreshRequired':
      return 'the session token has expired; give the integration fresh credentials';
    case 'InvalidToken':
      return 'the session token is not valid; correct `session_token` of the integration';
    case 'RequestTimeTooSkewed':
      return 'the clock of this machine is more than 15 minutes off; set it right';
    case 'SlowDown':
    case 'ServiceUnavailable':
    case 'RequestLimitExceeded':
    case 'InternalError':
      return `the store is overloaded or away (${code}); it is tried again`;
    case 'InvalidObjectState':
      return 'it lies in an archive; restore it first';
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ETIMEDOUT':
    case 'TimeoutError':
      return `the store does not answer${at(asked)} (${code}); check \`endpoint\` and the network`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return notFound(message, asked);
  }
  if (code.startsWith('HPE_') || code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return `what answers${at(asked)} does not speak the protocol of the address; check http or https in \`endpoint\``;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
    return `the certificate of the store is not trusted (${code}); set NODE_EXTRA_CA_CERTS to the file of its authority`;
  if (status === 503 || status === 429 || status === 500) return 'the store is overloaded or away; it is tried again';
  if (isNotS3(foreign)) {
    const answered = status === undefined ? '' : ` (status ${status})`;
    return `what answers${at(asked)}${answered} is not S3; check \`endpoint\` and \`path_style\``;
  }
  if (status === 301) return wrongRegion(foreign, asked);
  if (status === 403) return accessDenied(asked);
  return `${code}: ${message.replace(/\.$/, '')}`;
}

function wrongRegion({ members, headers, message }: Foreign, { region }: Asked): string {
  const named =
    headers['x-amz-bucket-region'] ??
    (typeof members['Region'] === 'string' ? members['Region'] : undefined) ??
    /expecting '([a-z0-9-]+)'/.exec(message)?.[1] ??
    /\bs3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(String(members['Endpoint']))?.[1];
  return named === undefined
    ? `it is not in the region ${region}; correct \`region\` of the integration`
    : `it is in the region ${named}, not ${region}; set \`region: ${named}\``;
}

function accessDenied({ key, signed }: Asked): string {
  const right = key === undefined ? 's3:ListBucket' : 's3:GetObject';
  return signed
    ? `access is denied; give the access key the right ${right}`
    : `access is denied to the public; give the integration an access key with the right ${right}, or make it public`;
}

function notFound(message: string, { endpoint, region, bucket }: Asked): string {
  const host = /(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(message)?.[1] ?? 'the host';
  if (endpoint === undefined) return `${host} has no address; check the region ${region} and the network`;
  return host.startsWith(`${bucket}.`)
    ? `${host} has no address; set \`path_style: true\``
    : `${host} has no address; check \`endpoint\``;
}

const at = ({ endpoint }: Asked): string => (endpoint === undefined ? '' : ` at ${new URL(endpoint).host}`);

/** An answer that is no XML, or an empty one that S3 does not give. */
function isNotS3({ code, status, message }: Foreign): boolean {
  if (code === 'NotS3' || /Deserialization error/.test(message)) return true;
  return message === 'UnknownError' && status !== 403 && status !== 301 && (code === 'NotFound' || code === 'Unknown');
}

function read(error: unknown): Foreign {
  if (!(error instanceof Error)) return { code: '', message: String(error), members: {}, headers: {} };
  const members = error as unknown as Readonly<Record<string, unknown>>;
  const metadata = members['$metadata'] as { readonly httpStatusCode?: number } | undefined;
  const response = members['$response'] as { readonly headers?: Readonly<Record<string, string>> } | undefined;
  // S3's own errors carry their code as the name; Node's have a code, and a name that says nothing.
  const code = error.name === 'Error' && typeof members['code'] === 'string' ? members['code'] : error.name;
  return {
    code,
    ...(metadata?.httpStatusCode === undefined ? {} : { status: metadata.httpStatusCode }),
    message: error.message,
    members,
    headers: response?.headers ?? {},
  };
}
