import type { Json } from '../../base/json.ts';
import type { Reader, WidgetKind } from '../kind.ts';
import { words } from '../kind.ts';
import type { Option } from '../running-app.ts';
import { inputParts, inputShown } from './widget-parts.ts';

/** Lists beside `_values` and `_labels`, one element per option; `''` is Retool's default of each. */
const perOption: Readonly<Record<string, Json>> = Object.fromEntries(
  words(
    '_captionByIndex _colorByIndex _disabledByIndex _fallbackTextByIndex _hiddenByIndex _iconByIndex _imageByIndex _tooltipByIndex',
  ).map((key) => [key, '']),
);

const parts = {
  ...inputParts,
  runs: {
    ...inputParts.runs,
    itemMode: 'static',
    data: [],
    values: '',
    labels: '',
    _values: [],
    _labels: [],
    allowCustomValue: false,
    loading: false,
  },
  looks: [
    ...inputParts.looks,
    ...words('searchMode emptyMessage _ids _hasMigratedNestedItems wrapTags automaticItemColors'),
  ],
  only: perOption,
  properties: {
    /** What is typed to search, before anything is picked. */
    inputValue: (self: Reader) => self.own('inputValue') ?? '',
  },
};

export const select: WidgetKind = {
  ...parts,
  runs: { ...parts.runs, value: null },
  properties: {
    ...parts.properties,
    selectedLabel: (self) => optionsOf(self).find(({ value }) => value === self.property('value'))?.label ?? null,
  },
  shown: (self) => ({ ...inputShown(self), loading: Boolean(self.property('loading')), options: optionsOf(self) }),
  refuses: (self, value) => (value === null ? undefined : notOffered(self, value)),
  empty: null,
};

export const multiselect: WidgetKind = {
  ...parts,
  runs: { ...parts.runs, value: [], minCount: null, maxCount: null },
  shown: (self) => ({ ...inputShown(self), loading: Boolean(self.property('loading')), options: optionsOf(self) }),
  refuses(self, value) {
    if (!Array.isArray(value)) return 'a list of values is picked';
    const most = self.read('maxCount');
    if (typeof most === 'number' && value.length > most) return `${most} values can be picked`;
    return value.map((one) => notOffered(self, one)).find((why) => why !== undefined);
  },
  empty: [],
};

function notOffered(self: Reader, value: unknown): string | undefined {
  const options = optionsOf(self);
  if (options.some((option) => option.value === value)) return undefined;
  if (self.read('allowCustomValue') === true) return typeof value === 'string' ? undefined : 'only text can be typed';
  return `${JSON.stringify(value)} is not offered: ${options.map((option) => JSON.stringify(option.value)).join(', ')}`;
}

/** A label that is empty shows the value. */
const option = (value: unknown, label: unknown): Option => ({
  value,
  label: String(label === undefined || label === null || label === '' ? value : label),
});

function optionsOf(self: Reader): readonly Option[] {
  if (self.raw('itemMode') === 'dynamic') {
    const data = self.property('data') ?? [];
    if (!Array.isArray(data)) {
      self.problem(`data is no list: ${JSON.stringify(data)}`);
      return [];
    }
    return data.map((item: unknown, i) =>
      option(
        self.evaluate('values', self.raw('values'), { item, i }),
        self.evaluate('labels', self.raw('labels'), { item, i }),
      ),
    );
  }
  const labels = self.read('_labels') as readonly unknown[];
  return (self.read('_values') as readonly unknown[]).map((value, index) => option(value, labels[index]));
}
