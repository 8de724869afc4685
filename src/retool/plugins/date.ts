import type { Plugin } from '../app.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { widget } from './widget.ts';

export interface DateOptions extends InputOptions {
  /** Days are texts such as 2026-08-17; `''` is an empty input, as Retool's own default is today. */
  readonly value?: string;
  readonly minDate?: string;
  readonly maxDate?: string;
}

/** A day; `id.value` is a text such as 2026-08-17. */
export function date(options: DateOptions): Plugin {
  const { value = '', minDate = '', maxDate = '' } = options;
  return widget('DateWidget', options, {
    ...inputTemplate(options),
    value,
    dateFormat: 'yyyy-MM-dd',
    datePlaceholder: '{{ self.dateFormat.toUpperCase() }}',
    minDate,
    maxDate,
  });
}
