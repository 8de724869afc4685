import { join } from 'node:path';
import { RockpoolError } from '../../base/error.ts';
import { encodeApp } from '../../retool/codec/encode-app.ts';
import { optionalFiles, resourceApps, type KitOptions } from '../../retool/kit-apps.ts';
import { linkResource } from '../../retool/link-resource.ts';
import { apiBody } from '../../retool/resource/api-body.ts';
import { resourceName } from '../../retool/resource/resource-options.ts';
import type { Terminal } from '../terminal.ts';
import { assertWritable, writeGenerated } from '../write-generated.ts';
import { makeRetoolApi, type RetoolAccount } from './retool-api.ts';
import { createResource, findResource, replaceOptions } from './resources.ts';

/**
 * Makes or updates the resource, and writes copies of the apps that are wired to it into `folder`: Retool's API imports no app. Throws
 * RETOOL_UNREACHABLE, RETOOL_REFUSED.
 */
export async function pushKit(
  terminal: Terminal,
  account: RetoolAccount,
  kit: KitOptions,
  folder: string,
): Promise<void> {
  if (account.token === '') {
    throw new RockpoolError('RETOOL_REFUSED', 'No token of Retool is given.', {
      hint: 'Make one in Retool under Settings → API with the scope Resources > Write, and set RETOOL_TOKEN.',
    });
  }
  const api = makeRetoolApi(account);
  const body = apiBody(kit.address);
  // Before anything changes in Retool.
  await assertWritable(folder);
  const existing = await findResource(api, resourceName);
  const id = existing ?? (await createResource(api, body));
  terminal.err(`${existing === undefined ? 'created' : 'found'} the resource ${resourceName} (${id})`);
  // Written before the options are replaced, which an older Retool may refuse.
  const copies = resourceApps(kit).map(({ path, app }) => ({
    path: join(folder, path),
    text: encodeApp(linkResource(app, id)),
  }));
  await writeGenerated(terminal, copies, {
    command: 'rockpool retool push',
    check: false,
    optional: optionalFiles.map((path) => join(folder, path)),
  });
  if (existing !== undefined) {
    await replaceOptions(api, id, body['options'] ?? null);
    terminal.err(`its address is ${kit.address} now`);
  }
  terminal.err('Import each file: in Retool make a blank classic app, then choose ••• → Replace app with JSON.');
}
