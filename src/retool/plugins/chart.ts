import type { Json } from '../../base/json.ts';
import type { Plugin } from '../app.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface Series {
  readonly name: string;
  readonly type: 'bar' | 'line';
  /** `{{ }}` that give lists of equal length. */
  readonly x: string;
  readonly y: string;
}

export interface ChartOptions extends WidgetOptions {
  readonly series: readonly Series[];
  readonly xScale: 'date' | 'category';
  readonly xTitle?: string;
  readonly yTitle?: string;
}

/** Bars or lines over time or over categories. The lists are computed here ("manual"), which needs no reshaping of rows into columns. */
export function chart(options: ChartOptions): Plugin {
  const { series, xScale, xTitle = '', yTitle = '' } = options;
  const per = (value: (one: Series) => Json): Json =>
    Object.fromEntries(series.map((one, index) => [String(index), value(one)]));
  return widget('ChartWidget2', options, {
    chartType: chartTypeOf(series),
    xAxisScale: xScale,
    xAxisTitle: xTitle,
    yAxisTitle: yTitle,
    legendPosition: series.length > 1 ? 'top' : 'none',
    // A customer without rows must not keep the picture of the one before.
    clearOnEmptyData: true,
    _seriesIds: series.map((_, index) => String(index)),
    _seriesName: per(({ name }) => name),
    _seriesType: per(({ type }) => type),
    _seriesDatasource: per(() => ''),
    _seriesDatasourceMode: per(() => 'manual'),
    _seriesXData: per(({ x }) => x),
    _seriesXDataMode: per(() => 'manual'),
    _seriesYData: per(({ y }) => y),
    _seriesYDataMode: per(() => 'manual'),
    _seriesYAxis: per(() => 'y'),
    _seriesAggregationType: per(() => 'none'),
    _seriesGroupBy: per(() => []),
    _seriesGroupByDropdownType: per(() => 'source'),
    _seriesGroupByStyles: per(() => ({})),
    _seriesHidden: per(() => ''),
    ...styles(per),
  });
}

function chartTypeOf(series: readonly Series[]): 'bar' | 'line' | 'mixed' {
  const [first = 'bar', ...others] = new Set(series.map(({ type }) => type));
  return others.length === 0 ? first : 'mixed';
}

/** How Retool's editor draws a new series: in the colours of its theme. */
const styles = (per: (value: (one: Series) => Json) => Json): Record<string, Json> => ({
  _seriesDataLabelPosition: per(() => 'none'),
  _seriesHoverTemplate: per(() => '<b>%{x}</b><br>%{fullData.name}: %{y}<extra></extra>'),
  _seriesHoverTemplateMode: per(() => 'source'),
  _seriesLineColor: per(() => '{{ theme.primary }}'),
  _seriesLineDash: per(() => 'solid'),
  _seriesLineShape: per(() => 'linear'),
  _seriesLineUnderFillMode: per(() => 'none'),
  _seriesLineWidth: per(() => 2),
  _seriesMarkerBorderWidth: per(() => 0),
  _seriesMarkerColor: per(() => '{{ theme.primary }}'),
  _seriesMarkerSize: per(() => 6),
  _seriesMarkerSymbol: per(() => 'circle'),
  _seriesShowMarkers: per(({ type }) => type === 'line'),
});
