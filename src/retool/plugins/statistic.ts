import type { Json } from '../../base/json.ts';
import type { Plugin } from '../app.ts';
import { widget, type WidgetOptions } from './widget.ts';

/** A number, and how it is written. */
export interface Figure {
  /** A `{{ }}` that gives a number, or null when there is none. */
  readonly value: string;
  readonly style: 'decimal' | { readonly currency: string };
  /** Undefined: as many as it has. */
  readonly decimalPlaces?: number;
  readonly prefix?: string;
}

export interface StatisticOptions extends WidgetOptions {
  readonly label: string;
  readonly primary: Figure;
  readonly secondary?: Figure;
}

/** One number in large type, and perhaps a second one below it. */
export function statistic(options: StatisticOptions): Plugin {
  const { label, primary, secondary } = options;
  return widget('StatisticWidget2', options, {
    label,
    labelCaption: '',
    ...figure(primary, (key) => key),
    // Without a second value Retool would show its own sample, 8 %.
    ...(secondary === undefined ? { secondaryValue: '' } : figure(secondary, (key) => `secondary${capital(key)}`)),
    secondaryEnableTrend: false,
    secondarySignDisplay: 'auto',
  });
}

function figure({ value, style, decimalPlaces, prefix }: Figure, key: (name: string) => string): Record<string, Json> {
  return {
    [key('value')]: value,
    [key('formattingStyle')]: typeof style === 'string' ? style : 'currency',
    ...(typeof style === 'string' ? {} : { [key('currency')]: style.currency }),
    [key('decimalPlaces')]: decimalPlaces ?? null,
    [key('padDecimal')]: decimalPlaces !== undefined,
    [key('showSeparators')]: true,
    [key('prefix')]: prefix ?? '',
  };
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
