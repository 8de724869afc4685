import type { Plugin } from '../app.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { widget } from './widget.ts';

export interface DateTimeOptions extends InputOptions {
  /** ISO 8601 with its zone; `''` is an empty input, as Retool's own default is now. */
  readonly value?: string;
}

/** An instant, shown in the viewer's time zone; `id.value` is ISO 8601. */
export function dateTime(options: DateTimeOptions): Plugin {
  const { value = '' } = options;
  return widget('DateTimeWidget', options, {
    ...inputTemplate(options),
    value,
    dateFormat: 'yyyy-MM-dd',
    datePlaceholder: '{{ self.dateFormat.toUpperCase() }}',
    minuteStep: 1,
  });
}
