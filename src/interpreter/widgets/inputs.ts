import { type WidgetKind, words } from '../kind.ts';
import { inputParts, inputShown, looksOfInputs, widgetParts } from './widget-parts.ts';

const isText = (value: unknown): string | undefined =>
  typeof value === 'string' ? undefined : 'only text can be entered';

const lengths = { minLength: null, maxLength: null };

export const textInput: WidgetKind = {
  ...inputParts,
  runs: { ...inputParts.runs, value: '', patternType: '', pattern: '', ...lengths },
  events: ['change', 'submit'],
  shown: inputShown,
  refuses: (_, value) => isText(value),
  empty: '',
};

export const textArea: WidgetKind = {
  ...inputParts,
  runs: { ...inputParts.runs, value: '', ...lengths },
  looks: [...looksOfInputs, ...words('autoResize minLines')],
  shown: inputShown,
  refuses: (_, value) => isText(value),
  empty: '',
};

export const numberInput: WidgetKind = {
  ...inputParts,
  runs: { ...inputParts.runs, value: 0, min: null, max: null, allowNull: false, decimalPlaces: null },
  looks: [...looksOfInputs, ...words('showSeparators showStepper padDecimal textAlign')],
  shown: inputShown,
  refuses(self, value) {
    if (value === null) return self.read('allowNull') === true ? undefined : 'it cannot be empty';
    if (typeof value !== 'number') return 'only a number can be entered';
    const [min, max, places] = [self.read('min'), self.read('max'), self.read('decimalPlaces')];
    // Whether Retool would keep such a number, or change it, is not known.
    if (typeof min === 'number' && value < min) return `${value} is below ${min}`;
    if (typeof max === 'number' && value > max) return `${value} is above ${max}`;
    return places === 0 && !Number.isInteger(value) ? `${value} is no whole number` : undefined;
  },
  empty: null,
};

const looksOfDates = [...looksOfInputs, ...words('datePlaceholder firstDayOfWeek')];

export const date: WidgetKind = {
  ...inputParts,
  // An untouched date input of Retool holds today; every app of ours says what it holds.
  runs: { ...inputParts.runs, value: '', dateFormat: 'MMM d, yyyy', minDate: '', maxDate: '' },
  looks: looksOfDates,
  shown: inputShown,
  refuses: (_, value) =>
    value === '' || (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value))
      ? undefined
      : 'a day is text such as 2026-08-17',
  empty: '',
};

export const dateTime: WidgetKind = {
  ...inputParts,
  runs: { ...inputParts.runs, value: '', dateFormat: 'MMM d, yyyy', minDate: '', maxDate: '' },
  looks: [...looksOfDates, ...words('minuteStep timePlaceholder timeFormat')],
  shown: inputShown,
  refuses: (_, value) =>
    value === '' || (typeof value === 'string' && !Number.isNaN(Date.parse(value)))
      ? undefined
      : 'an instant is text in ISO 8601',
  empty: '',
};

export const switchInput: WidgetKind = {
  ...inputParts,
  runs: { ...inputParts.runs, value: false },
  events: ['change', 'true', 'false'],
  shown: inputShown,
  refuses: (_, value) => (typeof value === 'boolean' ? undefined : 'it is on or off'),
  empty: false,
};

/** What is typed is text; `id.value` is that text here, and `id.valid` tells whether it is JSON. */
export const jsonEditor: WidgetKind = {
  ...widgetParts,
  runs: { ...widgetParts.runs, value: '' },
  properties: { valid: (self) => isJson(self.property('value')) },
  events: ['change'],
  shown: (self) => ({ value: self.property('value') }),
  refuses: (_, value) => isText(value),
  empty: '',
};

function isJson(text: unknown): boolean {
  try {
    JSON.parse(String(text));
    return true;
  } catch {
    return false;
  }
}
