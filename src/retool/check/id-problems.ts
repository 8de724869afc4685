import { parseExpressionAt } from 'acorn';
import type { Plugin, RetoolApp } from '../app.ts';
import type { AppProblem } from './app-problem.ts';
import { retoolNames } from './retool-names.ts';

/** Ids are unique JavaScript identifiers, and every plugin stands on a screen that exists. */
export function idProblems({ plugins, rootScreen }: RetoolApp): readonly AppProblem[] {
  const screens = new Set(plugins.filter(({ type }) => type === 'screen').map(({ id }) => id));
  const seen = new Set<string>();
  const problems: AppProblem[] = [];
  const say = (plugin: string, message: string): void => void problems.push({ plugin, message });
  if (!screens.has(rootScreen)) say('', `The first screen ${JSON.stringify(rootScreen)} does not exist.`);
  for (const plugin of plugins) {
    const { id, type, screen } = plugin;
    if (seen.has(id)) say(id, 'Another widget or query has this id too.');
    seen.add(id);
    if (!isIdentifier(id)) say(id, 'The id is no JavaScript identifier.');
    if (retoolNames.has(id)) say(id, "The id hides one of Retool's or JavaScript's own names.");
    if (type === 'screen' && screen !== undefined) say(id, 'A screen stands on no screen.');
    if (onAScreen(plugin) && screen === undefined) say(id, `A ${type} needs a screen.`);
    if (screen !== undefined && !screens.has(screen)) say(id, `Its screen ${JSON.stringify(screen)} does not exist.`);
  }
  for (const screen of screens) {
    const frames = plugins.filter((one) => isMainFrame(one) && one.screen === screen);
    if (frames.length !== 1) say(screen, `A screen has one main frame, this one has ${frames.length}.`);
  }
  return problems;
}

const onAScreen = ({ type }: Plugin): boolean => type === 'widget' || type === 'frame';

const isMainFrame = ({ type, subtype, template }: Plugin): boolean =>
  type === 'frame' && subtype === 'Frame' && template['type'] === 'main';

/** Reserved words are none; what Retool allows beyond letters and digits is JavaScript's. */
function isIdentifier(id: string): boolean {
  try {
    const { type, end } = parseExpressionAt(id, 0, { ecmaVersion: 'latest' });
    return type === 'Identifier' && end === id.length;
  } catch {
    return false;
  }
}
