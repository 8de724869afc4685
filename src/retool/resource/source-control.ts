import type { JsonObject } from '../../base/json.ts';
import { resourceLink } from '../plugins/lambda-query.ts';
import { keyPlaceholder, resourceHeaders, resourceUrl } from './resource-options.ts';

const noPairs = [['', '']];

/**
 * `resources/<folder>/resource.json` of a Retool source-control repository. It fixes the uuid, so the apps are wired to it before Retool
 * has read it. Its option names are Retool's internal ones, not those of the API.
 */
export const sourceControlFile = (address: string): JsonObject => ({
  type: 'restapi',
  host: null,
  port: null,
  databaseName: null,
  databaseUsername: null,
  databasePassword: null,
  description: null,
  outboundRegion: null,
  ssl: null,
  editPrivilege: null,
  options: {
    baseURL: resourceUrl(address),
    headers: resourceHeaders(keyPlaceholder),
    urlparams: noPairs,
    extraBodyKeyValues: noPairs,
    cookiesToForward: [],
    forwardAllCookies: false,
    authentication: '',
    basic_username: '',
    basic_password: '',
    bearer_token: '',
    oauth2_callback_url: 'OAUTH2_CALLBACK_URL',
    session_cookie_name: '',
    verify_session_url: '',
    disableUrlEncoding: false,
    excludeDefaultHeaders: false,
  },
  environment: 'production',
  dynamicallyQueryable: false,
  uuid: resourceLink.name,
  toolscriptVersion: '1.0.0',
});
