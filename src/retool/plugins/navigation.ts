import type { Plugin } from '../app.ts';
import { events } from './event.ts';
import { widget, type WidgetOptions } from './widget.ts';

/** Links to the pages of the app in their order, the current one marked, as Retool makes them by itself in an app of several pages. */
export const navigation = (options: WidgetOptions): Plugin =>
  widget('NavigationWidget2', options, {
    itemMode: 'dynamic',
    data: '{{ retoolContext.pages }}',
    labels: '{{ item.title || item.id }}',
    highlightByIndex: '{{ retoolContext.currentPage === item.id }}',
    orientation: 'horizontal',
    overflowMode: 'scroll',
    horizontalAlignment: 'left',
    _ids: [],
    _labels: [],
    events: events(options.id, [
      { on: 'click', type: 'util', method: 'openPage', target: '', params: { pageName: '{{ item.id }}' } },
    ]),
  });
