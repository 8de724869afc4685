import { retoolNames } from '../../check/retool-names.ts';

/** Gives each thing of an app an id of its own: a JavaScript identifier, numbered from 2 where it is taken or means something to Retool. */
export type FreeIds = (words: readonly string[]) => string;

export function freeIds(): FreeIds {
  const taken = new Set<string>();
  return (words) => {
    const wanted = identifier(words);
    let id = wanted;
    for (let number = 2; taken.has(id) || retoolNames.has(id); number += 1) id = `${wanted}${number}`;
    taken.add(id);
    return id;
  };
}

/** `commons`, `top-products` is `commonsTopProducts`. Letters and digits of other alphabets are left out, as Retool's editor refuses them. */
function identifier(words: readonly string[]): string {
  const parts = words.flatMap((word) => word.split(/[^A-Za-z0-9]+/)).filter((part) => part !== '');
  const joined = parts.map((part, index) => (index === 0 ? lowered(part) : raised(part))).join('');
  return /^[a-z]/.test(joined) ? joined : `lambda${raised(joined)}`;
}

const lowered = (part: string): string => `${part.charAt(0).toLowerCase()}${part.slice(1)}`;
const raised = (part: string): string => `${part.charAt(0).toUpperCase()}${part.slice(1)}`;
