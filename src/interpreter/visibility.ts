import type { Plugin } from '../retool/app.ts';
import type { Models } from './models.ts';
import { isOn } from './queries/run-queries.ts';

/** True when the widget is hidden, or stands in a container that is. */
export function isHidden(id: string, plugins: ReadonlyMap<string, Plugin>, models: Models): boolean {
  if (isOn(models.property(id, 'hidden'))) return true;
  const place = plugins.get(id)?.place;
  const container = place?.container ?? '';
  if (container === '') return false;
  return !isPartShown(container, place?.rowGroup ?? 'body', models) || isHidden(container, plugins, models);
}

const parts = { body: 'showBody', header: 'showHeader', footer: 'showFooter' } as const;

const isPartShown = (container: string, part: keyof typeof parts, models: Models): boolean =>
  isOn(models.property(container, parts[part]));
