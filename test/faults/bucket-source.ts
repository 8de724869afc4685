import { serverAddresses } from '../servers/addresses.ts';
import type { SceneOptions } from './scene.ts';

/** A bucket that feeds the collection beside the topic, looked at ten times a second. */
export function bucketOf(
  bucket: string,
  { pattern, format }: { readonly pattern: string; readonly format: string },
): Pick<SceneOptions, 'integrations' | 'sources'> {
  const { s3 } = serverAddresses();
  return {
    integrations: `  catalog: { kind: s3, endpoint: '${s3}', access_key_id: any, secret_access_key: any }\n`,
    sources: `  - { integration: catalog, bucket: ${bucket}, pattern: '${pattern}', format: ${format}, every: 100ms }\n`,
  };
}
