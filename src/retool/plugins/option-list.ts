import type { Template } from '../app.ts';

/** What a select offers. */
export type OptionList =
  | { readonly kind: 'static'; readonly items: readonly string[] }
  /** One option per element of `data`; `values` and `labels` are templates that see it as `item`. */
  | { readonly kind: 'dynamic'; readonly data: string; readonly values: string; readonly labels: string };

/** Every list of a static item's properties is as long as the list of ids; `''` is the default of each, and as a label shows the value. */
const propertiesOfItems = [
  '_labels',
  '_captionByIndex',
  '_colorByIndex',
  '_disabledByIndex',
  '_fallbackTextByIndex',
  '_hiddenByIndex',
  '_iconByIndex',
  '_imageByIndex',
  '_tooltipByIndex',
];

/** The options of a select or multiselect, as members of its template. */
export function optionTemplate(options: OptionList): Template {
  if (options.kind === 'dynamic') {
    const { data, values, labels } = options;
    return { itemMode: 'dynamic', data, values, labels, _ids: [], _values: [], _labels: [] };
  }
  const { items } = options;
  return {
    itemMode: 'static',
    _hasMigratedNestedItems: true,
    _ids: items.map((_, index) => itemId(index)),
    _values: items,
    ...Object.fromEntries(propertiesOfItems.map((property) => [property, items.map(() => '')])),
  };
}

/** `00030`, `00031`, …: the ids that Retool's editor gives. */
const itemId = (index: number): string => String(30 + index).padStart(5, '0');
