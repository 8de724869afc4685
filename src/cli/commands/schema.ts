import { Argument, type Command } from 'commander';
import { collectionFileSchema } from '../../catalog/collection-file.ts';
import { configSchema } from '../../config/config-schema.ts';
import { lambdaFileSchema } from '../../lambda/lambda-file.ts';
import type { CliContext } from '../context.ts';
import { printJson } from '../output.ts';

const kinds = ['config', 'collection', 'lambda'] as const;
type Kind = (typeof kinds)[number];

const schemas: Readonly<Record<Kind, { readonly title: string; readonly schema: object }>> = {
  config: { title: 'rockpool.yaml', schema: configSchema },
  collection: { title: 'collections/<name>.yaml', schema: collectionFileSchema },
  lambda: { title: 'lambdas/<name>.yaml', schema: lambdaFileSchema },
};

/** `rockpool schema lambda > lambda.schema.json`: editors complete and check the files with it. */
export function addSchemaCommand(program: Command, context: CliContext): void {
  program
    .command('schema')
    .summary('print the JSON Schema of a file')
    .description(
      'Prints the JSON Schema of rockpool.yaml, of a collection file or of a lambda file; without a name, all three under their names.',
    )
    .addArgument(new Argument('[file]', 'whose schema').choices(kinds))
    .action((kind: Kind | undefined) => {
      const all = Object.fromEntries(kinds.map((one) => [one, documentOf(one)]));
      printJson(context.terminal, kind === undefined ? all : all[kind]);
    });
}

/** A schema as a document of its own. Written through JSON, since the library keeps symbols in its objects. */
function documentOf(kind: Kind): unknown {
  const { title, schema } = schemas[kind];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...(JSON.parse(JSON.stringify(schema)) as object),
  };
}
