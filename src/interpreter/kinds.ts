import type { Plugin } from '../retool/app.ts';
import type { Kind, WidgetKind } from './kind.ts';
import { functionKind, javascriptQuery, restQuery, state } from './queries/query-kinds.ts';
import { chart } from './widgets/chart.ts';
import { button, container, jsonExplorer, navigation, statistic, text } from './widgets/displays.ts';
import { date, dateTime, jsonEditor, numberInput, switchInput, textArea, textInput } from './widgets/inputs.ts';
import { keyValue } from './widgets/key-value.ts';
import { multiselect, select } from './widgets/selects.ts';
import { table } from './widgets/table.ts';

/** Widgets by Retool's names of them. */
export const widgetKinds: Readonly<Record<string, WidgetKind>> = {
  ButtonWidget2: button,
  ChartWidget2: chart,
  ContainerWidget2: container,
  DateTimeWidget: dateTime,
  DateWidget: date,
  JSONEditorWidget: jsonEditor,
  JSONExplorerWidget: jsonExplorer,
  KeyValueWidget2: keyValue,
  MultiselectWidget2: multiselect,
  NavigationWidget2: navigation,
  NumberInputWidget: numberInput,
  PasswordInputWidget: textInput,
  SelectWidget2: select,
  StatisticWidget2: statistic,
  SwitchWidget2: switchInput,
  TableWidget2: table,
  TextAreaWidget: textArea,
  TextInputWidget2: textInput,
  TextWidget2: text,
};

const otherKinds: Readonly<Record<string, Kind>> = {
  Function: functionKind,
  JavascriptQuery: javascriptQuery,
  RESTQuery: restQuery,
  State: state,
};

/** Undefined: what stands on a screen is not run, or not known. */
export const kindOf = ({ subtype }: Plugin): Kind | undefined => widgetKinds[subtype] ?? otherKinds[subtype];

/** Screens and frames hold widgets and do nothing themselves. */
export const isFrame = ({ subtype }: Plugin): boolean => subtype === 'Screen' || subtype === 'Frame';
