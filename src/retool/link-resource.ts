import type { RetoolApp } from './app.ts';
import { resourceLink } from './plugins/lambda-query.ts';

/** The app with its queries wired to the resource that Retool knows by this id. */
export const linkResource = (app: RetoolApp, id: string): RetoolApp => ({
  ...app,
  plugins: app.plugins.map((plugin) =>
    plugin.resource?.name === resourceLink.name ? { ...plugin, resource: { ...resourceLink, name: id } } : plugin,
  ),
});
