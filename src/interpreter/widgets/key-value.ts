import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { type Reader, type WidgetKind, words } from '../kind.ts';
import { fitsFormat } from './formats.ts';
import { widgetParts } from './widget-parts.ts';

/** The members of one object; its chosen lines, or all when none is chosen. */
export const keyValue: WidgetKind = {
  ...widgetParts,
  runs: {
    ...widgetParts.runs,
    data: {},
    _propertyIds: [],
    _propertyLabel: {},
    _propertyFormat: {},
    _propertyHidden: {},
    _propertyValueOverride: {},
  },
  looks: [
    ...widgetParts.looks,
    ...words('groupLayout itemLabelPosition labelWrap heightType minColumnWidth overflowType'),
    ...words('_propertyFormatOptions _propertyEditableOptions _propertyOptionList _propertyPlaceholder'),
  ],
  only: { _propertyEditable: '' },
  shown: (self) => ({ rows: [lines(self)] }),
};

function lines(self: Reader): Readonly<Record<string, unknown>> {
  const data = self.property('data') ?? {};
  if (!isJsonObject(data)) {
    self.problem(`data is no object: ${JSON.stringify(data).slice(0, 100)}`);
    return {};
  }
  const ids = self.raw('_propertyIds') as readonly string[];
  if (ids.length === 0) return data;
  const of = (map: string, id: string): Json => (self.raw(map) as JsonObject)[id] ?? '';
  const name = (map: string, id: string): string => String(self.evaluate(map, of(map, id)));
  return Object.fromEntries(
    ids
      .filter((id) => !self.evaluate('_propertyHidden', of('_propertyHidden', id)))
      .map((id) => {
        const label = name('_propertyLabel', id);
        const override = of('_propertyValueOverride', id);
        const value =
          override === '' ? data[id] : self.evaluate('_propertyValueOverride', override, { item: data[id] });
        if (!fitsFormat(name('_propertyFormat', id), value)) {
          self.problem(
            `${label} has the format ${name('_propertyFormat', id)} and the value ${JSON.stringify(value)}.`,
          );
        }
        return [label, value] as const;
      }),
  );
}
