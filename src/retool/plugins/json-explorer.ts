import type { Plugin } from '../app.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface JsonExplorerOptions extends WidgetOptions {
  /** A template of anything. */
  readonly value: string;
}

/** Shows any value as a tree. */
export const jsonExplorer = (options: JsonExplorerOptions): Plugin =>
  widget('JSONExplorerWidget', options, { value: options.value, expandNodes: false, hideRootNode: true });
