import type { Plugin } from '../app.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { widget } from './widget.ts';

export interface TextAreaOptions extends InputOptions {
  readonly value?: string;
  readonly placeholder?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Several lines of text; `id.value` is a text. */
export function textArea(options: TextAreaOptions): Plugin {
  const { value = '', placeholder = '', minLength, maxLength } = options;
  const { showClear: _none, ...shared } = inputTemplate(options);
  return widget('TextAreaWidget', options, {
    ...shared,
    value,
    placeholder,
    autoResize: true,
    minLines: 2,
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
  });
}
