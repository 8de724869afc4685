import { type Kind, type Reader, type WidgetKind, words } from '../kind.ts';

const looksOfWidgets = words('margin maintainSpaceWhenHidden showInEditor tooltipText style');
export const looksOfInputs = [
  ...looksOfWidgets,
  ...words(
    'labelPosition labelWrap labelAlign labelWidth labelWidthUnit labelCaption placeholder showClear iconBefore iconAfter',
  ),
];

/** Members that all widgets have. */
export const widgetParts = {
  runs: { hidden: false },
  looks: looksOfWidgets,
  properties: {},
  events: [],
} satisfies Kind;

/** Members that all inputs have. */
export const inputParts = {
  runs: { hidden: false, label: '', disabled: false, required: false },
  looks: looksOfInputs,
  properties: {},
  events: ['change'],
} satisfies Kind;

export const inputShown = (self: Reader): ReturnType<WidgetKind['shown']> => ({
  label: self.text('label'),
  disabled: Boolean(self.property('disabled')),
  value: self.property('value'),
});
