import type { Plugin } from '../app.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface TextOptions extends WidgetOptions {
  /** Markdown, with `{{ }}` in it. */
  readonly value: string;
}

/** A text: a title (`#### Profile`), a sentence, a warning. */
export const textWidget = (options: TextOptions): Plugin =>
  widget('TextWidget2', options, {
    value: options.value,
    heightType: 'auto',
    horizontalAlign: 'left',
    verticalAlign: 'center',
  });
