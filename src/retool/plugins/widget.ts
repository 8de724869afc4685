import type { Place, Plugin, Template } from '../app.ts';

/** What every widget is given. */
export interface WidgetOptions {
  readonly id: string;
  /** Id of its screen. */
  readonly screen: string;
  readonly place: Place;
  /** A `{{ }}` that hides it while it is true. */
  readonly hidden?: string;
}

export function widget(subtype: string, { id, screen, place, hidden }: WidgetOptions, template: Template): Plugin {
  return {
    id,
    type: 'widget',
    subtype,
    template: { hidden: hidden ?? false, margin: '4px 8px', ...template },
    place,
    screen,
  };
}
