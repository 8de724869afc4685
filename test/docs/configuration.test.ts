import { expect, it } from 'vitest';
import { environmentVariables, options } from '../../src/config/options.ts';

const intro = `# Configuration

\`rockpool.yaml\` in the project folder, or the file named with \`--config\`. Here, and only here, a value may be \`\${NAME}\` or \`\${NAME:-default}\` from the environment;
a missing one is an error that names it. \`--host\`, \`--port\` and \`--log\` win over the file. \`rockpool schema config\` prints the JSON Schema for editors.

\`\`\`yaml
server: { host: 127.0.0.1, port: 8080 }
store: { engine: embedded, path: .rockpool }
integrations:
  events: { kind: files, path: events } # topics/<topic>.ndjson, buckets/<bucket>/<key>
\`\`\`

Durations are written \`250ms\`, \`30s\`, \`5m\`, \`2h\`, \`90d\`; sizes \`64KiB\`, \`12MiB\`, \`1GiB\`. Unknown keys are errors.

## Options

| option | default | meaning |
| --- | --- | --- |
`;

const integrations = `
## Integrations

A map from the name that collections use to a \`kind\` and its members. \`files\` has one, \`path\`: a folder whose \`topics/<topic>.ndjson\` files are followed, line by line, and whose \`buckets/<bucket>/<key>\` files
are listed and read like objects of a bucket. A topic file only grows; when it is truncated or replaced, it is read again from its start and the source's status says so.

## Environment

| variable | meaning |
| --- | --- |
`;

it('documents every option with its default, and every variable', async () => {
  const optionRows = Object.values(options).map(
    (one) => `| \`${one.path}\` | ${one.default === undefined ? '' : `\`${one.default}\``} | ${one.sentence} |\n`,
  );
  const variableRows = Object.entries(environmentVariables).map(
    ([name, sentence]) => `| \`${name}\` | ${sentence} |\n`,
  );

  await expect(intro + optionRows.join('') + integrations + variableRows.join('')).toMatchFileSnapshot(
    '../../docs/configuration.md',
  );
});
