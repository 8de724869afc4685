import { Type } from 'typebox';
import type { Contract } from './contract.ts';
import { queryReply } from './query-reply.ts';
import { lambdaUrl, tagParams, versionParams } from './versions.ts';

/** Our own options begin with `$`, so that no parameter's name is taken; every other member is an argument. */
export const rowsOptions = {
  $limit: Type.Optional(Type.Integer({ minimum: 0, description: 'Cut the result; also the size of a page' })),
  $cursor: Type.Optional(Type.String({ description: 'A further page; empty: the first one of several' })),
};

/** The endings that choose a format where a header cannot be set. */
export const rowsEndings = ['', '.json', '.ndjson', '.csv'] as const;

export const tagRowsContract = {
  method: 'GET',
  url: `${lambdaUrl}/tags/:tag/rows`,
  operationId: 'rows_of_tag',
  summary:
    'Execute the version that carries this tag, arguments in the query string; also rows.json, rows.ndjson, rows.csv',
  tag: 'Lambdas',
  params: tagParams,
  query: Type.Object(rowsOptions),
  reply: queryReply,
  rowFormats: true,
} as const satisfies Contract;

export const versionRowsContract = {
  method: 'GET',
  url: `${lambdaUrl}/versions/:version/rows`,
  operationId: 'rows_of_version',
  summary: 'Execute a version, arguments in the query string; also rows.json, rows.ndjson, rows.csv',
  tag: 'Lambdas',
  params: versionParams,
  query: Type.Object(rowsOptions),
  reply: queryReply,
  rowFormats: true,
} as const satisfies Contract;
