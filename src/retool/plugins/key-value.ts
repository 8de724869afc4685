import type { Json } from '../../base/json.ts';
import type { Plugin } from '../app.ts';
import type { ColumnFormat } from './column-format.ts';
import { widget, type WidgetOptions } from './widget.ts';

/** One line: `key` is the member of the data, which is also its id. */
export interface Property extends ColumnFormat {
  readonly key: string;
  readonly label: string;
}

export interface KeyValueOptions extends WidgetOptions {
  /** A `{{ }}` that gives one object, or null. */
  readonly data: string;
  readonly rows: readonly Property[];
}

/** Members of one object, one below the other. */
export function keyValue(options: KeyValueOptions): Plugin {
  const { data, rows } = options;
  const per = (value: (row: Property) => Json): Json => Object.fromEntries(rows.map((row) => [row.key, value(row)]));
  return widget('KeyValueWidget2', options, {
    data,
    groupLayout: 'singleColumn',
    itemLabelPosition: 'left',
    labelWrap: true,
    heightType: 'auto',
    _propertyIds: rows.map(({ key }) => key),
    _propertyLabel: per(({ label }) => label),
    _propertyFormat: per(({ format }) => format),
    _propertyFormatOptions: per(({ formatOptions }) => formatOptions ?? {}),
    _propertyHidden: per(() => ''),
    _propertyEditable: per(() => ''),
    _propertyEditableOptions: per(() => ({})),
    _propertyValueOverride: per(() => ''),
    _propertyOptionList: per(() => ({})),
    _propertyPlaceholder: per(() => ''),
  });
}
