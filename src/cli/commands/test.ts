import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { printProblem, problemsError, RockpoolError } from '../../base/error.ts';
import { parseQualified, printQualified } from '../../base/name.ts';
import { didYouMean } from '../../base/suggest.ts';
import { readProject } from '../../files/read-project.ts';
import type { LambdaDefinition } from '../../lambda/lambda.ts';
import { runLambdaTests, updateExpectation, type LambdaTestResult } from '../../lambda/run-lambda-tests.ts';
import { addProjectOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { loadProject } from '../load-project.ts';
import { countOf } from '../output.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends Pick<ConnectionOptions, 'project' | 'config'> {
  readonly update?: boolean;
}

/** `rockpool test recommendation` */
export function addTestCommand(program: Command, context: CliContext): void {
  const command = program
    .command('test')
    .summary('run the tests in the lambda files')
    .description(
      'Runs the tests that stand in the lambda files, on a fresh store that holds their fixtures and nothing else.',
    )
    .argument('[lambdas...]', 'only these (default: all)')
    .option('--update', 'write the rows that came into the files as the expectation');
  addProjectOptions(command).action((names: readonly string[], options: Options) => test(context, names, options));
}

async function test(context: CliContext, names: readonly string[], options: Options): Promise<void> {
  const { terminal } = context;
  const config = loadProject(context, options);
  const project = await readProject(config);
  if (project.problems.length > 0) throw problemsError('CONFIG_INVALID', project.problems);
  const lambdas = choose(project.lambdas, names);

  const { openTestBench } = await import('../test-bench.ts');
  const bench = await openTestBench(config);
  const results: LambdaTestResult[] = [];
  const progress = startProgress(terminal, 'testing', lambdas.length);
  try {
    if (bench.problems.length > 0) throw problemsError('CONFIG_INVALID', bench.problems);
    for (const lambda of lambdas) {
      results.push(...(await runLambdaTests([lambda], bench.parts)));
      progress.step();
    }
  } finally {
    progress.stop();
    await bench.close();
  }

  for (const lambda of lambdas)
    printLambda(
      terminal,
      lambda,
      results.filter((one) => one.file === lambda.file),
    );
  const failed = results.filter((one) => one.outcome === 'failed');
  const updated = options.update === true ? await update(config.projectFolder, failed) : [];
  for (const one of updated)
    terminal.out(`${terminal.colors.yellow('~')} ${one.file}: "${one.test}" now expects what came`);
  const left = failed.length - updated.length;
  terminal.out(
    `\n${countOf(results.length, 'test')}, ${results.length - failed.length} passed${left > 0 ? `, ${left} failed` : ''}${updated.length > 0 ? `, ${updated.length} updated` : ''}`,
  );
  if (left > 0) throw new RockpoolError('LAMBDA_TEST_FAILED', `${countOf(left, 'test')} failed.`);
}

/** Throws LAMBDA_NOT_FOUND with a suggestion for a name that no file defines. */
function choose(lambdas: readonly LambdaDefinition[], names: readonly string[]): readonly LambdaDefinition[] {
  if (names.length === 0) return lambdas;
  const known = new Map(lambdas.map((lambda) => [printQualified(lambda), lambda]));
  return names.map((name) => {
    const found = known.get(printQualified(parseQualified(name)));
    if (found !== undefined) return found;
    const near = didYouMean(
      name,
      lambdas.map((lambda) => lambda.name),
    );
    throw new RockpoolError('LAMBDA_NOT_FOUND', `No file in lambdas/ defines "${name}".${near}`, {
      hint: 'Each lambda is a file lambdas/<name>.yaml.',
    });
  });
}

function printLambda(terminal: Terminal, lambda: LambdaDefinition, results: readonly LambdaTestResult[]): void {
  const { colors } = terminal;
  terminal.out(`${colors.bold(printQualified(lambda))}${results.length === 0 ? colors.dim('  has no tests') : ''}`);
  for (const { outcome, test: name, diff, error } of results) {
    terminal.out(`  ${outcome === 'passed' ? colors.green('✓') : colors.red('✗')} ${name}`);
    for (const line of (diff ?? '').split('\n').filter((one) => one !== ''))
      terminal.out(`      ${coloredLine(terminal, line)}`);
    if (error !== undefined)
      terminal.out(
        indent(printProblem({ ...error.details.place, code: error.code, message: error.message, hint: error.hint })),
      );
  }
}

function coloredLine({ colors }: Terminal, line: string): string {
  if (line.startsWith('-')) return colors.red(line);
  return line.startsWith('+') ? colors.green(line) : colors.dim(line);
}

const indent = (text: string): string => text.replaceAll(/^/gm, '      ');

/** Rewrites the expectations that can be: a test that gave an error has no rows to expect. */
async function update(folder: string, failed: readonly LambdaTestResult[]): Promise<readonly LambdaTestResult[]> {
  const possible = failed.filter((one) => one.actual !== undefined);
  for (const file of new Set(possible.map((one) => one.file))) {
    const path = join(folder, file);
    const text = possible.filter((one) => one.file === file).reduce(updateExpectation, await readFile(path, 'utf8'));
    await writeFile(path, text);
  }
  return possible;
}
