import Type, { type TSchema } from 'typebox';
import { integrationKinds } from './integration-kinds.ts';
import { namePattern } from './value-kinds.ts';
import { options } from './options.ts';
import { storeEngines } from './store-engines.ts';

const integrations = Type.Record(Type.String({ pattern: namePattern }), Type.Union(Object.values(integrationKinds)), {
  title: 'letters, digits, _ and - (up to 100, a letter or digit first)',
  description: 'Named outside systems and their credentials.',
});

const store = Type.Union(Object.values(storeEngines), {
  title: 'a set of keys',
  description: 'What holds the documents, lambdas and keys.',
});

interface Member {
  readonly steps: readonly string[];
  readonly schema: TSchema;
}

/** The schema of rockpool.yaml, grown from the options. */
export const configSchema: TSchema = objectOf([
  ...Object.values(options).map((one) => ({
    steps: one.path.split('.'),
    schema: {
      ...one.schema,
      description: one.sentence,
      ...(one.default === undefined ? {} : { default: one.default }),
    },
  })),
  { steps: ['store'], schema: store },
  { steps: ['integrations'], schema: integrations },
]);

function objectOf(members: readonly Member[], inside = ''): TSchema {
  const names = [...new Set(members.map((member) => member.steps[0]!))];
  const properties = names.map((name): [string, TSchema] => {
    const below = members.filter((member) => member.steps[0] === name);
    const leaf = below.find((member) => member.steps.length === 1);
    const schema =
      leaf?.schema ??
      objectOf(
        below.map(({ steps, schema }) => ({ steps: steps.slice(1), schema })),
        name,
      );
    // A certificate without its key, or a key alone, is a mistake; everything else has a default.
    return [name, inside === 'tls' ? schema : Type.Optional(schema)];
  });
  return Type.Object(Object.fromEntries(properties), { additionalProperties: false });
}
