import type { Plugin } from '../app.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface SwitchOptions extends WidgetOptions {
  readonly label: string;
}

/** On or off, off at first; `id.value` is a boolean. */
export const switchWidget = (options: SwitchOptions): Plugin =>
  widget('SwitchWidget2', options, { label: options.label, labelPosition: 'right', value: false });
