/** Options whose values must not appear in an error. */
const secretLine = /(key|secret|password|token)\w*["']?\s*:/i;
const widest = 140;

/** The line with a caret below the column; nothing for lines that may hold a secret. Long lines are cut around the place. */
export function printSnippet(text: string, line: number, column: number): { readonly snippet?: string } {
  const whole = text.split(/\r?\n/, line)[line - 1];
  if (whole === undefined || whole.trim() === '' || secretLine.test(whole)) return {};
  const from = column > widest ? column - Math.floor(widest / 2) : 0;
  const shown = whole.slice(from, from + widest).replaceAll('\t', ' ');
  return { snippet: `  ${shown}\n  ${' '.repeat(Math.max(0, column - 1 - from))}^` };
}
