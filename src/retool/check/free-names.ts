import type { Node } from 'acorn';
import { analyze } from 'periscopic';

type Analyzed = Parameters<typeof analyze>[0];

/** Names that a program or an expression uses and does not declare itself, sorted. */
export function freeNames(code: Node): readonly string[] {
  // A name that is all of an expression counts as used only inside of something.
  const whole = code.type === 'Program' ? code : { type: 'ExpressionStatement', expression: code };
  return [...analyze(whole as Analyzed).globals.keys()].sort();
}
