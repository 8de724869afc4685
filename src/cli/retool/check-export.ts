import { readFile } from 'node:fs/promises';
import type { LambdaContract } from '../../api/lambda-contract.ts';
import { RockpoolError } from '../../base/error.ts';
import { checkAgainstLambdas } from '../../retool/check/check-against-lambdas.ts';
import { lambdaCallOf } from '../../retool/check/lambdas/lambda-call.ts';
import { formatWarning } from '../../retool/check/format-warning.ts';
import { decodeApp, type ExportedApp } from '../../retool/codec/decode-app.ts';
import { countOf } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** Throws RETOOL_APP_INVALID for a file that is no export. */
export async function readExport(file: string): Promise<ExportedApp> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new RockpoolError('RETOOL_APP_INVALID', `${file} cannot be read: ${unreadable(cause)}.`, {
      cause,
      hint: 'Name the exported JSON file.',
    });
  }
  // An editor on Windows puts a mark before the text.
  return decodeApp(text.replace(/^\uFEFF/, ''), file);
}

function unreadable(cause: unknown): string {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return reasons[code] ?? code;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'that is not allowed here',
  EPERM: 'that is not allowed here',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than any app',
  ERR_STRING_TOO_LONG: 'it is larger than any app',
};

/** Prints what does not fit, each with the widget or query that uses it. Throws RETOOL_APP_MISFIT. */
export function checkExport(
  terminal: Terminal,
  app: ExportedApp,
  contracts: readonly LambdaContract[],
  tag: string,
): void {
  const warn = (text: string): void => terminal.err(`${terminal.colors.yellow('warning')} ${text}`);
  const warning = formatWarning(app);
  if (warning !== undefined) warn(warning);
  if (app.modules !== undefined) {
    const modules = countOf(app.modules, 'module');
    warn(`The file holds ${modules} besides the app, whose queries are not checked: check an export of each too.`);
  }
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
