import { RockpoolError } from '../../base/error.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { RetoolApi } from './retool-api.ts';

/** What Retool tells of a resource; its options never. */
interface Resource {
  readonly id: string;
  readonly type: string;
  readonly display_name: string;
}

interface ResourcePage {
  readonly data: readonly (Resource | null)[];
  readonly next_token?: string | null;
  readonly has_more?: boolean;
}

/** Far more than an organisation has resources. */
const mostPages = 1000;

/** The id of the REST resource of this name; undefined when there is none. */
export async function findResource(api: RetoolApi, name: string): Promise<string | undefined> {
  let token: string | null | undefined;
  const read = new Set<string>();
  do {
    const query = typeof token === 'string' ? `?next_token=${encodeURIComponent(token)}` : '';
    const page = await api.call<ResourcePage>('GET', `/resources${query}`);
    if (!isList(page.data)) throw unlike('its list of resources is none');
    const found = page.data.find((one) => one?.type === 'restapi' && one.display_name === name);
    if (found !== undefined) return idOf(found);
    token = page.has_more === true ? page.next_token : undefined;
    // A list that goes round holds no more than was read.
    if (typeof token === 'string' && (read.size === read.add(token).size || read.size > mostPages))
      throw unlike('its list of resources goes round without an end');
  } while (typeof token === 'string');
  return undefined;
}

const isList = (value: unknown): boolean => Array.isArray(value);

function idOf(resource: Resource | null | undefined): string {
  // It is printed, and becomes a part of an address.
  if (typeof resource?.id === 'string' && /^[\w-]+$/.test(resource.id)) return resource.id;
  throw unlike('it names a resource without an id');
}

const unlike = (what: string): RockpoolError =>
  new RockpoolError('RETOOL_UNREACHABLE', `What answers is unlike the API of Retool: ${what}.`, {
    hint: 'Check the address; the resource can be made by hand with resource.restapi.json of `rockpool retool build`.',
  });

/** Makes a resource of a body of `POST /resources`, and gives its id. */
export async function createResource(api: RetoolApi, body: JsonObject): Promise<string> {
  const { data } = await api.call<{ readonly data: Resource }>('POST', '/resources', body);
  return idOf(data);
}

export async function replaceOptions(api: RetoolApi, id: string, options: Json): Promise<void> {
  const operations = [{ op: 'replace', path: '/options', value: options }];
  await api.call('PATCH', `/resources/${encodeURIComponent(id)}`, { operations });
}
