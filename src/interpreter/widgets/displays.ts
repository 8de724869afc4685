import { type Reader, type WidgetKind, words } from '../kind.ts';
import { widgetParts } from './widget-parts.ts';

export const text: WidgetKind = {
  ...widgetParts,
  runs: { ...widgetParts.runs, value: '' },
  looks: [
    ...widgetParts.looks,
    ...words('heightType horizontalAlign verticalAlign imageWidth overflowType disableMarkdown'),
  ],
  shown: (self) => ({ text: self.text('value') }),
};

export const button: WidgetKind = {
  ...widgetParts,
  runs: { ...widgetParts.runs, text: '', disabled: false, loading: false },
  looks: [...widgetParts.looks, ...words('styleVariant iconBefore iconAfter heightType horizontalAlign')],
  events: ['click'],
  shown: (self) => ({
    text: self.text('text'),
    disabled: Boolean(self.property('disabled')),
    loading: Boolean(self.property('loading')),
  }),
};

const figureLooks = [
  'formattingStyle',
  'currency',
  'decimalPlaces',
  'padDecimal',
  'showSeparators',
  'suffix',
  'prefix',
];
const second = (key: string): string => `secondary${key.charAt(0).toUpperCase()}${key.slice(1)}`;

export const statistic: WidgetKind = {
  ...widgetParts,
  // Without a second value Retool shows its own sample, 8 %.
  runs: { ...widgetParts.runs, label: '', value: null, secondaryValue: 0.08 },
  looks: [
    ...widgetParts.looks,
    'labelCaption',
    ...figureLooks,
    ...figureLooks.map(second),
    ...words(
      'enableTrend signDisplay positiveTrend secondaryEnableTrend secondarySignDisplay secondaryPositiveTrend align icon',
    ),
  ],
  shown: (self) => {
    const secondary = figure(self, 'secondaryValue');
    return {
      label: self.text('label'),
      value: figure(self, 'value'),
      ...(secondary === '' ? {} : { secondary }),
    };
  },
};

/** A number, null, or `''`, which hides the line. */
function figure(self: Reader, key: string): unknown {
  const value = self.property(key) ?? null;
  if (value === null || value === '' || typeof value === 'number') return value;
  self.problem(`${key} is no number: ${JSON.stringify(value)}`);
  return null;
}

export const jsonExplorer: WidgetKind = {
  ...widgetParts,
  runs: { ...widgetParts.runs, value: '' },
  looks: [...widgetParts.looks, ...words('expandNodes hideRootNode')],
  shown: (self) => ({ value: self.property('value') }),
};

/** A box; its children are hidden with it. It has one view. */
export const container: WidgetKind = {
  ...widgetParts,
  runs: { ...widgetParts.runs, showBody: true, showHeader: true, showFooter: false },
  looks: [
    ...widgetParts.looks,
    ...words(
      '_viewKeys _ids _labels _hasMigratedNestedItems _type currentViewKey heightType padding headerPadding footerPadding',
    ),
    ...words('showBorder showHeaderBorder showFooterBorder overflowType'),
  ],
  only: {
    itemMode: 'static',
    _iconByIndex: '',
    _iconPositionByIndex: '',
    _disabledByIndex: '',
    _hiddenByIndex: '',
    _tooltipByIndex: '',
  },
  shown: () => ({}),
};

/** Links to the pages of the app. */
export const navigation: WidgetKind = {
  ...widgetParts,
  runs: { ...widgetParts.runs, data: [], labels: '', highlightByIndex: '' },
  looks: [...widgetParts.looks, ...words('orientation overflowMode horizontalAlignment heightType')],
  only: { itemMode: 'dynamic', _ids: [], _labels: [] },
  events: ['click'],
  shown: (self) => ({
    options: (self.property('data') as readonly { readonly id: string }[]).map((item, i) => ({
      value: item.id,
      label: String(self.evaluate('labels', self.raw('labels'), { item, i })),
    })),
  }),
};
