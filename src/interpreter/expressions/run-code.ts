/**
 * Makes a function of JavaScript text, whose parameters are all names that the text uses and does not declare. Retool's expressions are
 * JavaScript, so they are run as such. This separates names, it is no sandbox: it runs the apps that we generate, not anybody's.
 */
export function makeFunction(names: readonly string[], body: string): (...values: readonly unknown[]) => unknown {
  // The one place where text becomes code.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function(...names, `'use strict';\n${body}`) as (...values: readonly unknown[]) => unknown;
}
