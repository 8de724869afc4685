import type { Plugin } from '../app.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { optionTemplate, type OptionList } from './option-list.ts';
import { widget } from './widget.ts';

export interface MultiselectOptions extends InputOptions {
  readonly items: OptionList;
  readonly value: readonly string[];
  readonly placeholder: string;
  /** What is typed may be chosen too, so that it is an input of free lists. */
  readonly allowCustomValue: boolean;
  readonly minCount?: number;
  readonly maxCount?: number;
}

/** A list of values; `id.value` is a list, empty while nothing is chosen. */
export function multiselect(options: MultiselectOptions): Plugin {
  const { items, value, placeholder, allowCustomValue, minCount = null, maxCount = null } = options;
  return widget('MultiselectWidget2', options, {
    ...inputTemplate(options),
    ...optionTemplate(items),
    value,
    placeholder,
    allowCustomValue,
    searchMode: 'fuzzy',
    emptyMessage: allowCustomValue ? 'Type a value' : 'No options',
    minCount,
    maxCount,
    wrapTags: true,
  });
}
