import type { Plugin } from '../app.ts';
import { events, type Effect } from './event.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface ButtonOptions extends WidgetOptions {
  readonly text: string;
  readonly effects: readonly Effect[];
  /** Templates; true while it cannot be pressed, or works. */
  readonly disabled?: string;
  readonly loading?: string;
}

export function button(options: ButtonOptions): Plugin {
  const { id, text, effects, disabled = false, loading = false } = options;
  return widget('ButtonWidget2', options, {
    text,
    styleVariant: 'solid',
    disabled,
    loading,
    events: events(id, effects),
  });
}
