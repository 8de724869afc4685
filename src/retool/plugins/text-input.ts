import type { Plugin } from '../app.ts';
import { events, type Effect } from './event.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { widget } from './widget.ts';

export interface TextInputOptions extends InputOptions {
  readonly value?: string;
  readonly placeholder?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression that matches anywhere. */
  readonly pattern?: string;
  readonly effects?: readonly Effect[];
}

/** One line of text; `id.value` is a text, `''` while it is empty. */
export function textInput(options: TextInputOptions): Plugin {
  const { id, value = '', placeholder = '', minLength, maxLength, pattern, effects = [] } = options;
  return widget('TextInputWidget2', options, {
    ...inputTemplate(options),
    value,
    placeholder,
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { patternType: 'regex', pattern }),
    ...(effects.length === 0 ? {} : { events: events(id, effects) }),
  });
}
