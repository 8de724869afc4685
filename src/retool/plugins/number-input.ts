import type { Plugin } from '../app.ts';
import { inputTemplate, type InputOptions } from './input.ts';
import { widget } from './widget.ts';

export interface NumberInputOptions extends InputOptions {
  /** Absent: empty. */
  readonly value?: number;
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
  /** 0: whole numbers. Absent: as many as are typed. */
  readonly decimalPlaces?: number;
}

/** A number; `id.value` is a number, null while it is empty. */
export function numberInput(options: NumberInputOptions): Plugin {
  const { value = null, placeholder = '', min = null, max = null, decimalPlaces = null } = options;
  return widget('NumberInputWidget', options, {
    ...inputTemplate(options),
    // Without it an empty input holds 0, which is a value.
    allowNull: true,
    value,
    placeholder,
    min,
    max,
    decimalPlaces,
    // Many numbers are ids.
    showSeparators: false,
  });
}
