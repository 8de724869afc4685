import { expect, it } from 'vitest';
import { optionTemplate } from './option-list.ts';

it('lists every property of fixed options, each list as long as the others', () => {
  expect(optionTemplate({ kind: 'static', items: ['open', 'lost'] })).toEqual({
    itemMode: 'static',
    _hasMigratedNestedItems: true,
    _ids: ['00030', '00031'],
    _values: ['open', 'lost'],
    _labels: ['', ''],
    _captionByIndex: ['', ''],
    _colorByIndex: ['', ''],
    _disabledByIndex: ['', ''],
    _fallbackTextByIndex: ['', ''],
    _hiddenByIndex: ['', ''],
    _iconByIndex: ['', ''],
    _imageByIndex: ['', ''],
    _tooltipByIndex: ['', ''],
  });
});

it('takes options from data', () => {
  const given = { data: '{{ q.data }}', values: '{{ item.id }}', labels: '{{ item.name }}' };
  expect(optionTemplate({ kind: 'dynamic', ...given })).toEqual({
    itemMode: 'dynamic',
    ...given,
    _ids: [],
    _values: [],
    _labels: [],
  });
});
