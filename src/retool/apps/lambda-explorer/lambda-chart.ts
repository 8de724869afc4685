import type { Plugin } from '../../app.ts';
import { chart } from '../../plugins/chart.ts';
import { labelOf } from '../../plugins/column-format.ts';
import { literal, quoted } from '../../plugins/literal.ts';
import type { WidgetOptions } from '../../plugins/widget.ts';
import type { ChartColumns } from './choose-chart.ts';

export interface LambdaChartOptions extends Omit<WidgetOptions, 'hidden'> {
  readonly drawn: ChartColumns;
  /** An expression that gives the rows. */
  readonly rows: string;
}

/**
 * Lines over time, or a bar per category, for each number. Hidden while there are less than two rows, which make no picture, and while a
 * category has several: their bars would cover each other.
 */
export function lambdaChart(options: LambdaChartOptions): Plugin {
  const { drawn, rows } = options;
  const isTime = drawn.kind === 'time';
  const values = (column: string): string => `${rows}.map((row) => row[${quoted(column)}])`;
  const repeats = isTime ? '' : ` || new Set(${values(drawn.x)}).size < ${rows}.length`;
  return chart({
    ...options,
    hidden: `{{ ${rows}.length < 2${repeats} }}`,
    series: drawn.y.map((column) => ({
      name: nameOf(column),
      type: isTime ? 'line' : 'bar',
      x: `{{ ${values(drawn.x)} }}`,
      y: `{{ ${values(column)} }}`,
    })),
    xScale: isTime ? 'date' : 'category',
    xTitle: nameOf(drawn.x),
    ...(drawn.y.length === 1 ? { yTitle: nameOf(drawn.y[0] ?? '') } : {}),
  });
}

const nameOf = (column: string): string => literal(labelOf(column));
