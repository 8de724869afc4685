import type { Plugin } from '../retool/app.ts';
import type { Effects } from './events.ts';
import { widgetKinds } from './kinds.ts';
import type { Models } from './models.ts';
import { impossible } from './refused.ts';
import type { RunningApp } from './running-app.ts';
import { isHidden } from './visibility.ts';
import { noSuchPage, toolbarButton } from './widgets/table.ts';

export interface Around {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly models: Models;
  readonly effects: Effects;
  readonly change: (changes: () => void) => void;
  /** A person does something. */
  readonly begin: () => void;
  /** True for what stands on the screen that is open. */
  readonly isOpen: (plugin: Plugin) => boolean;
}

export interface Person extends Pick<RunningApp, 'set' | 'type' | 'submit' | 'click' | 'toolbar' | 'turnPage'> {
  /** The widget; throws RETOOL_APP_INVALID when the open screen has none of this id. */
  widget(id: string): Plugin;
}

/** What a person does: only what can be seen and is not disabled. */
export function makePerson({ plugins, models, effects, change, begin, isOpen }: Around): Person {
  const widget = (id: string): Plugin => {
    const plugin = plugins.get(id);
    if (plugin?.type !== 'widget' || !isOpen(plugin)) throw impossible(id, 'the screen has no such widget');
    return plugin;
  };
  const reach = (id: string, subtypes: readonly string[]): void => {
    begin();
    const { subtype } = widget(id);
    if (!subtypes.includes(subtype)) throw impossible(id, `it is a ${subtype}`);
    if (isHidden(id, plugins, models)) throw impossible(id, 'it is hidden');
    if (canBeDisabled.has(subtype) && models.property(id, 'disabled') === true) throw impossible(id, 'it is disabled');
  };

  return {
    widget,
    set(id, value) {
      reach(id, inputs);
      const reader = models.reader(id);
      const why = widgetKinds[widget(id).subtype]?.refuses?.(reader, value);
      if (why !== undefined) throw impossible(id, why);
      if (JSON.stringify(reader.property('value')) === JSON.stringify(value)) return;
      // What was typed to find it is gone.
      change(() => models.put(id, { value, inputValue: '' }));
      effects.fire(id, 'change');
      if (typeof value === 'boolean') effects.fire(id, String(value));
    },
    type(id, text) {
      reach(id, ['SelectWidget2', 'MultiselectWidget2']);
      change(() => models.put(id, { inputValue: text }));
    },
    submit(id) {
      reach(id, ['TextInputWidget2', 'PasswordInputWidget']);
      effects.fire(id, 'submit');
    },
    click(id) {
      reach(id, ['ButtonWidget2']);
      effects.fire(id, 'click');
    },
    toolbar(id, label) {
      reach(id, ['TableWidget2']);
      const item = toolbarButton(models.reader(id), label);
      if (item === undefined) throw impossible(id, `its toolbar has no ${label}`);
      effects.fire(id, 'clickToolbar', { item });
    },
    turnPage(id, page) {
      reach(id, ['TableWidget2']);
      const why = noSuchPage(models.reader(id), page);
      if (why !== undefined) throw impossible(id, why);
      change(() => models.put(id, { page }));
    },
  };
}

const inputs: readonly string[] = Object.entries(widgetKinds).flatMap(([subtype, { refuses }]) =>
  refuses === undefined ? [] : [subtype],
);

const canBeDisabled: ReadonlySet<string> = new Set(
  Object.entries(widgetKinds).flatMap(([subtype, { runs }]) => ('disabled' in runs ? [subtype] : [])),
);
