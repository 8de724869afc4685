import type { Template } from '../app.ts';
import type { WidgetOptions } from './widget.ts';

/** What every input is given; all texts may hold `{{ }}`. */
export interface InputOptions extends WidgetOptions {
  readonly label: string;
  /** A small line under the label. */
  readonly caption?: string;
  /** Shown when the pointer rests on the label. */
  readonly help?: string;
  readonly required?: boolean;
}

/** The members that the templates of all inputs share. */
export function inputTemplate({ label, caption = '', help = '', required = false }: InputOptions): Template {
  return {
    label,
    labelCaption: caption,
    labelPosition: 'top',
    labelWrap: true,
    tooltipText: help,
    required,
    showClear: !required,
  };
}
