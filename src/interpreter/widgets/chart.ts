import type { JsonObject } from '../../base/json.ts';
import { type Reader, type WidgetKind, words } from '../kind.ts';
import type { ShownSeries } from '../running-app.ts';
import { widgetParts } from './widget-parts.ts';

export const chart: WidgetKind = {
  ...widgetParts,
  runs: {
    ...widgetParts.runs,
    chartType: 'bar',
    _seriesIds: [],
    _seriesName: {},
    _seriesType: {},
    _seriesXData: {},
    _seriesYData: {},
  },
  looks: [
    ...widgetParts.looks,
    ...words(
      'xAxisScale xAxisTitle yAxisTitle legendPosition clearOnEmptyData _seriesDatasource _seriesYAxis _seriesGroupBy',
    ),
    ...words('_seriesGroupByDropdownType _seriesGroupByStyles _seriesDataLabelPosition _seriesHoverTemplate'),
    ...words('_seriesHoverTemplateMode _seriesLineColor _seriesLineDash _seriesLineShape _seriesLineUnderFillMode'),
    ...words('_seriesLineWidth _seriesMarkerBorderWidth _seriesMarkerBorderColor _seriesMarkerColor _seriesMarkerSize'),
    ...words(
      '_seriesMarkerSymbol _seriesShowMarkers _seriesColorArray _seriesColorArrayDropDown _seriesColorInputMode',
    ),
  ],
  // Lists are computed by the expressions: nothing is taken out of a data source by Retool.
  only: {
    _seriesDatasourceMode: 'manual',
    _seriesXDataMode: 'manual',
    _seriesYDataMode: 'manual',
    _seriesAggregationType: 'none',
    _seriesHidden: '',
  },
  shown: (self) => ({
    series: (self.raw('_seriesIds') as readonly string[]).map((id) => oneSeries(self, id)),
  }),
};

function oneSeries(self: Reader, id: string): ShownSeries {
  const of = (map: string): unknown => self.evaluate(map, (self.raw(map) as JsonObject)[id] ?? '');
  const [name, type] = [String(of('_seriesName')), String(of('_seriesType'))];
  const [x, y] = [of('_seriesXData') ?? [], of('_seriesYData') ?? []];
  if (Array.isArray(x) && Array.isArray(y) && x.length === y.length) return { name, type, x, y };
  self.problem(`Series ${name} has no two lists of equal length.`);
  return { name, type, x: [], y: [] };
}
