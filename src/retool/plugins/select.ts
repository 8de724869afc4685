import type { Plugin } from '../app.ts';
import { events, type Effect } from './event.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { optionTemplate, type OptionList } from './option-list.ts';
import { widget } from './widget.ts';

export interface SelectOptions extends InputOptions {
  readonly items: OptionList;
  /** Absent: nothing is chosen. */
  readonly value?: string;
  readonly placeholder?: string;
  /** What is typed may be chosen too. */
  readonly allowCustomValue?: boolean;
  readonly emptyMessage?: string;
  /** A template; true while the options are read. */
  readonly loading?: string;
  readonly effects?: readonly Effect[];
}

/** One of several values; `id.value` is the value, null while nothing is chosen. */
export function select(options: SelectOptions): Plugin {
  const { id, items, value = null, placeholder = 'Select an option', allowCustomValue = false, effects = [] } = options;
  const { emptyMessage = 'No options', loading = false } = options;
  return widget('SelectWidget2', options, {
    ...inputTemplate(options),
    ...optionTemplate(items),
    value,
    placeholder,
    allowCustomValue,
    searchMode: 'fuzzy',
    emptyMessage,
    loading,
    ...(effects.length === 0 ? {} : { events: events(id, effects) }),
  });
}
