import type { JsonObject } from '../../base/json.ts';
import { keyPlaceholder, resourceHeaders, resourceName, resourceUrl } from './resource-options.ts';

/** The body of `POST /api/v2/resources`, which accepts no other keys (Retool's public API 2.12). */
export const apiBody = (address: string): JsonObject => ({
  type: 'restapi',
  display_name: resourceName,
  options: {
    base_url: resourceUrl(address),
    headers: resourceHeaders(keyPlaceholder),
    authentication_options: { authentication_type: 'none' },
  },
});
