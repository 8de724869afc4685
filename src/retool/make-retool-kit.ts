import type { Json } from '../base/json.ts';
import { encodeApp } from './codec/encode-app.ts';
import { apartApps, resourceApps, type KitOptions } from './kit-apps.ts';
import { apiBody } from './resource/api-body.ts';
import { sourceControlFile } from './resource/source-control.ts';
import { terraform } from './resource/terraform.ts';

export interface KitFile {
  /** Below the folder of the kit, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Everything that is brought into Retool: the resource in three forms, and the apps. Equal contracts give equal files. */
export const makeRetoolKit = (options: KitOptions): readonly KitFile[] => [
  { path: 'resource.restapi.json', text: printed(apiBody(options.address)) },
  { path: 'main.tf', text: terraform(options.address) },
  { path: 'source-control/resources/rockpool/resource.json', text: printed(sourceControlFile(options.address)) },
  ...[...resourceApps(options), ...apartApps(options)].map(({ path, app }) => ({ path, text: encodeApp(app) })),
];

const printed = (json: Json): string => `${JSON.stringify(json, undefined, 2)}\n`;
