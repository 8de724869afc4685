import type { Plugin } from '../app.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface JsonEditorOptions extends WidgetOptions {
  /** JSON as text. */
  readonly value: string;
}

/** An editor of JSON; it has no label of its own. */
export const jsonEditor = (options: JsonEditorOptions): Plugin =>
  widget('JSONEditorWidget', options, { value: options.value });
