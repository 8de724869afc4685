import type { Json, JsonObject } from '../../base/json.ts';
import type { RetoolApi } from './retool-api.ts';

/** What Retool tells of a resource; its options never. */
interface Resource {
  readonly id: string;
  readonly type: string;
  readonly display_name: string;
}

interface ResourcePage {
  readonly data: readonly Resource[];
  readonly next_token?: string | null;
  readonly has_more?: boolean;
}

/** The id of the REST resource of this name; undefined when there is none. */
export async function findResource(api: RetoolApi, name: string): Promise<string | undefined> {
  let token: string | null | undefined;
  do {
    const query = typeof token === 'string' ? `?next_token=${encodeURIComponent(token)}` : '';
    const page = await api.call<ResourcePage>('GET', `/resources${query}`);
    const found = page.data.find((one) => one.type === 'restapi' && one.display_name === name);
    if (found !== undefined) return found.id;
    token = page.has_more === true ? page.next_token : undefined;
  } while (typeof token === 'string');
  return undefined;
}

/** Makes a resource of a body of `POST /resources`, and gives its id. */
export async function createResource(api: RetoolApi, body: JsonObject): Promise<string> {
  const { data } = await api.call<{ readonly data: Resource }>('POST', '/resources', body);
  return data.id;
}

export async function replaceOptions(api: RetoolApi, id: string, options: Json): Promise<void> {
  const operations = [{ op: 'replace', path: '/options', value: options }];
  await api.call('PATCH', `/resources/${encodeURIComponent(id)}`, { operations });
}
