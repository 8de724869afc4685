import { expect, it } from 'vitest';
import { errorCodes } from '../../src/base/error-codes.ts';

const intro = `# Errors

Every error that leaves Rockpool has a code of this list. Over HTTP the body is the one Rockset's clients know, with our members added:

\`\`\`json
{
  "message": "Value \\"abc\\" for parameter \\"limit\\" (specified type \\"int\\") is invalid.",
  "message_key": null, "type": "INVALIDINPUT", "line": null, "column": null,
  "trace_id": "…", "error_id": "…", "query_id": null, "internal_errors": null,
  "code": "ARGUMENT_INVALID", "hint": "Give a value of the declared type, within its limits."
}
\`\`\`

\`message\` says what is wrong and where, in words for the person who reads it in Retool; \`hint\` says what to do. Errors in files also carry \`problems\`, one entry a mistake.
The command line prints the same and ends with the exit code: 2 wrong input, 3 not allowed, 4 not found, 5 conflict, 6 limit or time, 7 not available, 70 a mistake of ours.
`;

it('documents every error code, with its status, type, exit code and hint', async () => {
  const entries = Object.entries(errorCodes).map(
    ([code, row]) =>
      `\n## \`${code}\`\n\nHTTP ${row.status} · type \`${row.type}\` · exit code ${row.exit}\n\n${row.hint}\n`,
  );

  await expect(intro + entries.join('')).toMatchFileSnapshot('../../docs/errors.md');
});
