import type { Plugin } from '../app.ts';
import { inHeader, onlyView } from './place.ts';
import { textWidget } from './text-widget.ts';
import { widget, type WidgetOptions } from './widget.ts';

export interface ContainerOptions extends WidgetOptions {
  readonly title: string;
}

/** A box with a title in its header: the box (children are placed by `inContainer`) and its title, `<id>Title`. */
export const container = (options: ContainerOptions): readonly Plugin[] => [
  widget('ContainerWidget2', options, {
    _viewKeys: ['View 1'],
    _ids: [onlyView],
    _labels: [''],
    _iconByIndex: [''],
    _iconPositionByIndex: [''],
    _disabledByIndex: [''],
    _hiddenByIndex: [''],
    _tooltipByIndex: [''],
    _hasMigratedNestedItems: true,
    _type: 'grid',
    itemMode: 'static',
    currentViewKey: null,
    heightType: 'auto',
    padding: '12px',
    headerPadding: '4px 12px',
    footerPadding: '4px 12px',
    showBody: true,
    showBorder: true,
    showHeader: true,
    showFooter: false,
  }),
  textWidget({
    id: `${options.id}Title`,
    screen: options.screen,
    place: inHeader(options.id, { row: 0, col: 0, width: 12, height: 0.6 }),
    value: `#### ${options.title}`,
  }),
];
