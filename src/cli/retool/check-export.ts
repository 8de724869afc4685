import { readFile } from 'node:fs/promises';
import type { LambdaContract } from '../../api/lambda-contract.ts';
import { RockpoolError } from '../../base/error.ts';
import { checkAgainstLambdas } from '../../retool/check/check-against-lambdas.ts';
import { lambdaCallOf } from '../../retool/check/lambdas/lambda-call.ts';
import { formatWarning } from '../../retool/check/format-warning.ts';
import { decodeApp, type ExportedApp } from '../../retool/codec/decode-app.ts';
import type { Terminal } from '../terminal.ts';

/** Throws RETOOL_APP_INVALID for a file that is no export. */
export async function readExport(file: string): Promise<ExportedApp> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new RockpoolError('RETOOL_APP_INVALID', `${file} cannot be read.`, {
      cause,
      hint: 'Name the exported JSON file.',
    });
  }
  // An editor on Windows puts a mark before the text.
  return decodeApp(text.replace(/^\uFEFF/, ''), file);
}

/** Prints what does not fit, each with the widget or query that uses it. Throws RETOOL_APP_MISFIT. */
export function checkExport(
  terminal: Terminal,
  app: ExportedApp,
  contracts: readonly LambdaContract[],
  tag: string,
): void {
  const warning = formatWarning(app);
  if (warning !== undefined) terminal.err(`${terminal.colors.yellow('warning')} ${warning}`);
  const problems = checkAgainstLambdas(app, contracts, tag);
  if (problems.length === 0) {
    const calls = app.plugins.some((plugin) => lambdaCallOf(plugin) !== undefined);
    terminal.out(
      calls
        ? `${app.name} fits the deployed lambdas`
        : `${app.name} has no query that names a lambda: there is nothing to compare`,
    );
    return;
  }
  for (const { plugin, message } of problems) terminal.out(`${plugin}: ${message}`);
  const places = problems.length === 1 ? 'one place' : `${problems.length} places`;
  throw new RockpoolError('RETOOL_APP_MISFIT', `${app.name} does not fit the deployed lambdas in ${places}.`);
}
