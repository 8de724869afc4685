import { ListObjectsV2Command, type S3Client, type _Object } from '@aws-sdk/client-s3';
import { notS3 } from './errors.ts';

/** An object as the listing shows it. */
export interface ListedObject {
  readonly key: string;
  /** Without its quotes. */
  readonly etag: string;
  /** Milliseconds since 1970; Amazon gives whole seconds, and for a multipart upload the time it began. */
  readonly modifiedMs: number;
  readonly bytes: number;
  /** Lies in an archive, and no copy of it was brought back. */
  readonly archived: boolean;
}

/** The objects whose keys begin with the prefix, in pages of at most 1,000. Throws what the client throws. */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedObject[]> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ContinuationToken: token,
        // XML has no form for some characters that a key may hold.
        EncodingType: 'url',
        OptionalObjectAttributes: ['RestoreStatus'],
      }),
      { abortSignal: signal },
    );
    if (page.Name === undefined && page.KeyCount === undefined && page.IsTruncated === undefined)
      throw notS3(page.$metadata);
    const decode = page.EncodingType === 'url' ? decodeKey : (key: string): string => key;
    yield (page.Contents ?? []).flatMap((object) => toListed(object, decode));
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined && !signal.aborted);
}

/** Amazon writes a space as `+`, others as `%20`; all write a plus as `%2B`. */
function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}

function toListed(
  { Key, ETag, LastModified, Size, StorageClass, RestoreStatus }: _Object,
  decode: (key: string) => string,
): readonly ListedObject[] {
  if (Key === undefined || ETag === undefined) return [];
  const bytes = Size ?? 0;
  const key = decode(Key);
  // What consoles make to show an empty folder.
  if (bytes === 0 && key.endsWith('/')) return [];
  const cold = StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE';
  return [
    {
      key,
      etag: unquoted(ETag),
      modifiedMs: LastModified?.getTime() ?? 0,
      bytes,
      archived: cold && RestoreStatus?.RestoreExpiryDate === undefined,
    },
  ];
}

/** An ETag as we keep it. */
export const unquoted = (etag: string): string => etag.replace(/^"(.*)"$/, '$1');
