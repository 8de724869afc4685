import { expect, it } from 'vitest';
import { integrationKinds } from '../../src/config/integration-kinds.ts';
import { environmentVariables, options } from '../../src/config/options.ts';
import { storeEngines } from '../../src/config/store-engines.ts';

const intro = `# Configuration

\`rockpool.yaml\` in the project folder, or the file named with \`--config\`. Here, and only here, a value may be \`\${NAME}\` or \`\${NAME:-default}\` from the environment;
a missing one is an error that names it. \`--host\`, \`--port\` and \`--log\` win over the file. \`rockpool schema config\` prints the JSON Schema for editors.

\`\`\`yaml
server: { host: 127.0.0.1, port: 8080 }
store: { engine: embedded, path: .rockpool }
# store: { engine: elasticsearch, node: "\${ELASTICSEARCH_URL}", api_key: "\${ELASTICSEARCH_API_KEY:-}" }
integrations:
  local: { kind: files, path: data } # topics/<topic>.ndjson, buckets/<bucket>/<key>
  events:
    kind: kafka
    brokers: "\${KAFKA_BROKERS:-127.0.0.1:9092}"
    sasl: { mechanism: scram-sha-512, username: rockpool, password: "\${KAFKA_PASSWORD}" }
    ssl: true
  catalog: { kind: s3, region: us-west-2, access_key_id: "\${AWS_ACCESS_KEY_ID:-}", secret_access_key: "\${AWS_SECRET_ACCESS_KEY:-}" }
\`\`\`

Durations are written \`250ms\`, \`30s\`, \`5m\`, \`2h\`, \`90d\`; sizes \`64KiB\`, \`12MiB\`, \`1GiB\`. Unknown keys are errors.

## Options

| option | default | meaning |
| --- | --- | --- |
`;

const store = `
## Store

\`store\` holds documents, lambdas, keys and dead letters. Its \`engine\` says which other members it has.
An API key or a password goes over https, or over http to this machine (localhost, 127.0.0.0/8, ::1); any other address is refused.
`;

const integrations = `
## Integrations

A map from the name that collections use to a \`kind\` and its members. A topic file of \`files\` only grows; when it is truncated or replaced, it is read again from its start and the source's status says so.
Passwords, keys and tokens never appear in an error or a log; in the file they stand as \`"\${NAME}"\`. An error about a value that came out of a variable names the variable, not what it holds.
`;

const environment = `
## Environment

| variable | meaning |
| --- | --- |
`;

interface Schema {
  readonly description?: string;
  readonly default?: string | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** One row for each member, those inside others with dots. */
function memberRows(schema: Schema, prefix = ''): readonly string[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'kind' && name !== 'engine')
    .flatMap(([name, member]) => {
      const needed = schema.required?.includes(name) === true;
      const standard = member.default === undefined ? (needed ? 'required' : '') : `\`${String(member.default)}\``;
      const inside = [member, ...(member.anyOf ?? [])].flatMap((one) => memberRows(one, `${prefix}${name}.`));
      return [`| \`${prefix}${name}\` | ${standard} | ${member.description ?? ''} |\n`, ...inside];
    });
}

const kindTable = (word: string, name: string, schema: Schema): string =>
  `\n### ${word}: ${name}\n\n${schema.description ?? ''}\n\n| member | default | meaning |\n| --- | --- | --- |\n${memberRows(schema).join('')}`;

it('documents every option and every member of a store and an integration with its default, and every variable', async () => {
  const optionRows = Object.values(options).map(
    (one) => `| \`${one.path}\` | ${one.default === undefined ? '' : `\`${one.default}\``} | ${one.sentence} |\n`,
  );
  const variableRows = Object.entries(environmentVariables).map(
    ([name, sentence]) => `| \`${name}\` | ${sentence} |\n`,
  );

  const kindTables = Object.entries(integrationKinds).map(([name, schema]) =>
    kindTable('kind', name, schema as Schema),
  );
  const storeTables = Object.entries(storeEngines).map(([name, schema]) => kindTable('engine', name, schema as Schema));
  const page = [
    intro,
    ...optionRows,
    store,
    ...storeTables,
    integrations,
    ...kindTables,
    environment,
    ...variableRows,
  ].join('');

  await expect(page).toMatchFileSnapshot('../../docs/configuration.md');
});

it('says what every member of a store and an integration is for', () => {
  const rows = [...Object.values(storeEngines), ...Object.values(integrationKinds)].flatMap((schema) =>
    memberRows(schema as Schema),
  );

  expect(rows.filter((row) => row.endsWith('|  |\n'))).toEqual([]);
});
