import type { LambdaTagBody } from '../../api/tags.ts';
import type { LambdaVersionBody } from '../../api/versions.ts';
import { element } from './element.ts';

export interface VersionList {
  readonly node: HTMLElement;
  /** `selected` is a tag or a version id. */
  show(versions: readonly LambdaVersionBody[], tags: readonly LambdaTagBody[], selected: string): void;
}

/** The versions of a lambda, newest first, with their tags; a click runs that one. */
export function makeVersionList(choose: (version: string) => void): VersionList {
  const list = element('ol', { class: 'versions', 'aria-label': 'Versions, newest first' });
  const count = element('span', { class: 'count' });
  let drawn = '';
  return {
    node: element('details', { class: 'card', open: true }, element('summary', {}, 'Versions ', count), list),
    show(versions, tags, selected) {
      // Drawn only when something changed: a list that is rebuilt loses the keyboard's focus.
      const state = JSON.stringify([
        versions.map((one) => one.version),
        tags.map((tag) => [tag.tag_name, tag.version.version]),
        selected,
      ]);
      if (state === drawn) return;
      drawn = state;
      count.textContent = String(versions.length);
      list.replaceChildren(
        ...versions.map((version) => {
          const names = tags.filter((tag) => tag.version.version === version.version).map((tag) => tag.tag_name);
          const chip = (name: string, label: string, kind: string): HTMLElement =>
            element(
              'button',
              {
                type: 'button',
                class: `chip ${kind}`,
                'aria-pressed': String(selected === name),
                title: `Run ${label}`,
                onclick: () => choose(name),
              },
              label,
            );
          return element(
            'li',
            {},
            chip(version.version, version.version, 'code'),
            ...names.map((name) => chip(name, name, 'tag')),
            element('span', { class: 'when' }, `${whenText(version.created_at)} by ${version.created_by}`),
          );
        }),
      );
    },
  };
}

function whenText(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? iso
    : time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
