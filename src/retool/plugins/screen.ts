import type { Plugin } from '../app.ts';

/** A page and its main frame; `order` counts from 0, and the first page's frame is `$main`. */
export function screen(id: string, title: string, order: number): readonly Plugin[] {
  return [
    {
      id,
      type: 'screen',
      subtype: 'Screen',
      template: {
        title,
        browserTitle: '',
        urlSlug: order === 0 ? '' : id,
        _order: order,
        _searchParams: [],
        _hashParams: [],
        _customShortcuts: [],
      },
    },
    {
      id: order === 0 ? '$main' : `$main${order + 1}`,
      type: 'frame',
      subtype: 'Frame',
      template: {
        type: 'main',
        padding: '8px 12px',
        enableFullBleed: false,
        isHiddenOnDesktop: false,
        isHiddenOnMobile: false,
      },
      screen: id,
    },
  ];
}
