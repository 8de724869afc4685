import type { Place, Plugin, RetoolApp } from '../app.ts';
import type { AppProblem } from './app-problem.ts';
import { listOf } from './json-parts.ts';

type Plugins = ReadonlyMap<string, Plugin>;

/** Every widget stands on the page, or in a part of a container that exists. */
export function placeProblems({ plugins }: RetoolApp): readonly AppProblem[] {
  const byId: Plugins = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  return plugins.flatMap((plugin) => {
    const { id, type, place } = plugin;
    if (place === undefined) return type === 'widget' ? [{ plugin: id, message: 'A widget needs a place.' }] : [];
    const message =
      type !== 'widget'
        ? `A ${type} has no place.`
        : place.container === ''
          ? onPageProblem(plugin, place, byId)
          : inContainerProblem(plugin, place, byId);
    return message === undefined ? [] : [{ plugin: id, message }];
  });
}

const name = (text: string): string => JSON.stringify(text);

function onPageProblem({ screen }: Plugin, { subcontainer, rowGroup }: Place, byId: Plugins): string | undefined {
  if (subcontainer === '') return rowGroup === 'body' ? undefined : `The page has no ${rowGroup}.`;
  const frame = byId.get(subcontainer);
  if (frame?.type !== 'frame') return `Its frame ${name(subcontainer)} does not exist.`;
  if (frame.subtype === 'Frame' && frame.template['type'] === 'main')
    return `What stands in ${subcontainer} names neither a container nor a frame.`;
  return frame.screen === screen ? undefined : `Its frame ${subcontainer} stands on another screen.`;
}

/** Containers whose bodies are one place. */
const undivided: Readonly<Record<string, readonly Place['rowGroup'][]>> = {
  FormWidget2: ['header', 'body', 'footer'],
  ListViewWidget2: ['body'],
};
/** Containers of apps that people made, whose parts are not known here. */
const others = new Set([
  'BoundingBoxWidget',
  'ContainerWidget',
  'FormWidget',
  'GlobalWidget',
  'ListViewWidget',
  'ModalWidget',
  'ModuleContainerWidget',
  'TabbedContainerWidget',
]);

function inContainerProblem(plugin: Plugin, place: Place, byId: Plugins): string | undefined {
  const { container, subcontainer, rowGroup } = place;
  const parent = byId.get(container);
  if (parent === undefined) return `Its container ${name(container)} does not exist.`;
  if (parent.screen !== plugin.screen) return `Its container ${container} stands on another screen.`;
  if (isInside(parent, plugin.id, byId)) return `It stands inside itself.`;
  if (others.has(parent.subtype)) return undefined;
  const parts = undivided[parent.subtype];
  if (parts !== undefined) {
    if (!parts.includes(rowGroup)) return `Its container ${container} has no ${rowGroup}.`;
    return subcontainer === '' ? undefined : `Its container ${container} has no view ${name(subcontainer)}.`;
  }
  if (parent.subtype !== 'ContainerWidget2')
    return `What it names as its container, ${container}, is a ${parent.subtype}.`;
  if (rowGroup !== 'body')
    return subcontainer === ''
      ? undefined
      : `The ${rowGroup} of ${container} belongs to no view, so none may be named.`;
  if (listOf(parent.template['_ids']).includes(subcontainer)) return undefined;
  return `Its container ${container} has no view ${name(subcontainer)}.`;
}

/** Whether the way up from a container leads to `id`. */
function isInside(container: Plugin, id: string, byId: Plugins): boolean {
  const passed = new Set<string>();
  for (
    let at: Plugin | undefined = container;
    at !== undefined && !passed.has(at.id);
    at = byId.get(at.place?.container ?? '')
  ) {
    if (at.id === id) return true;
    passed.add(at.id);
  }
  return false;
}
