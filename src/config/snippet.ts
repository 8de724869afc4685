/** Options whose values must not appear in an error. */
const secretLine = /(key|secret|password|passwd|token|sasl|credential)\w*["']?\s*:/i;
/** Where outside systems and their credentials stand, whatever the line itself says: a secret may be misspelt, or on a line of its own. */
const integrations = /(^|[\s{,])["']?integrations["']?\s*:/;
const topLevelKey = /^["']?\w/;
const widest = 140;

/** The line with a caret below the column; nothing for lines that may hold a secret. Long lines are cut around the place. */
export function printSnippet(text: string, line: number, column: number): { readonly snippet?: string } {
  const whole = text.split(/\r?\n/, line)[line - 1];
  if (whole === undefined || whole.trim() === '' || mayHoldSecret(text, line)) return {};
  const from = column > widest ? column - Math.floor(widest / 2) : 0;
  const shown = whole.slice(from, from + widest).replaceAll('\t', ' ');
  return { snippet: `  ${shown}\n  ${' '.repeat(Math.max(0, column - 1 - from))}^` };
}

/** Whether an error must say nothing of what stands in a line. */
export function mayHoldSecret(text: string, line: number): boolean {
  const lines = text.split(/\r?\n/, line);
  return secretLine.test(lines[line - 1] ?? '') || isAmongIntegrations(lines);
}

/** Whether the last line belongs to `integrations:`, which ends where another key begins at the left margin. */
function isAmongIntegrations(lines: readonly string[]): boolean {
  const from = lines.findIndex((line) => integrations.test(line));
  return from >= 0 && !lines.slice(from + 1).some((line) => topLevelKey.test(line));
}
