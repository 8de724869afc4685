import type { Plugin } from '../app.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { widget } from './widget.ts';

export interface TextInputOptions extends InputOptions {
  readonly value?: string;
  readonly placeholder?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression that matches anywhere. */
  readonly pattern?: string;
}

/** One line of text; `id.value` is a text, `''` while it is empty. */
export function textInput(options: TextInputOptions): Plugin {
  const { value = '', placeholder = '', minLength, maxLength, pattern } = options;
  return widget('TextInputWidget2', options, {
    ...inputTemplate(options),
    value,
    placeholder,
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { patternType: 'regex', pattern }),
  });
}
