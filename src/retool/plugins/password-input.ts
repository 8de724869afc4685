import type { Plugin } from '../app.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { widget } from './widget.ts';

/** One line of text that nobody looking over a shoulder can read; `id.value` is the text. It is not stored with the app. */
export const passwordInput = (options: InputOptions): Plugin =>
  widget('PasswordInputWidget', options, {
    ...inputTemplate(options),
    value: '',
  });
