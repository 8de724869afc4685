import type { Plugin } from '../app.ts';
import { events, type Effect } from './event.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface ButtonOptions extends WidgetOptions {
  readonly text: string;
  readonly effects: readonly Effect[];
  /** Default: solid. */
  readonly variant?: 'solid' | 'outline';
  /** Templates; true while it cannot be pressed, or works. */
  readonly disabled?: string;
  readonly loading?: string;
  /** Such as `bold/interface-arrows-round-left`. */
  readonly icon?: string;
}

export function button(options: ButtonOptions): Plugin {
  const { id, text, effects, variant = 'solid', disabled = false, loading = false, icon = '' } = options;
  return widget('ButtonWidget2', options, {
    text,
    styleVariant: variant,
    disabled,
    loading,
    iconBefore: icon,
    events: events(id, effects),
  });
}
