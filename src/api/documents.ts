import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { errorBody } from './error-body.ts';
import { anyJson, named, nullable } from './schema-parts.ts';

/** What became of one document; the call succeeds even when single documents fail. */
export const documentStatus = named('DocumentStatus', {
  _collection: Type.String(),
  _id: nullable(Type.String()),
  status: Type.Enum(['ADDED', 'REPLACED', 'DELETED', 'PATCHED', 'ERROR']),
  error: nullable(errorBody),
  patch_id: Type.Null(),
});
export type DocumentStatusBody = Static<typeof documentStatus>;

const reply = Type.Object({ data: Type.Array(documentStatus), last_offset: nullable(Type.String()) });
const visible = Type.Optional(
  Type.Boolean({
    description: 'Answer only when queries see it; Elasticsearch lets them once in a refresh interval',
  }),
);
const identified = Type.Object({ _id: Type.String() });

export const writeDocumentsContract = {
  method: 'POST',
  url: `${collectionUrl}/docs`,
  operationId: 'write_documents',
  summary: 'Write documents: decoded and transformed as any source is',
  tag: 'Collections',
  params: collectionParams,
  body: named('WriteDocumentsRequest', {
    data: Type.Array(Type.Record(Type.String(), anyJson), { maxItems: 20_000 }),
    visible,
  }),
  reply,
} as const satisfies Contract;

export const deleteDocumentsContract = {
  method: 'DELETE',
  url: `${collectionUrl}/docs`,
  operationId: 'delete_documents',
  summary: 'Delete documents by id',
  tag: 'Collections',
  params: collectionParams,
  body: named('DeleteDocumentsRequest', { data: Type.Array(identified, { maxItems: 20_000 }), visible }),
  reply,
} as const satisfies Contract;

export const patchDocumentsContract = {
  method: 'PATCH',
  url: `${collectionUrl}/docs`,
  operationId: 'patch_documents',
  summary: 'Change stored documents with JSON Patch; the transformation is not applied',
  tag: 'Collections',
  params: collectionParams,
  body: named('PatchDocumentsRequest', {
    data: Type.Array(
      Type.Object({
        _id: Type.String(),
        patch: Type.Array(
          Type.Object({
            op: Type.String({ description: 'ADD, REPLACE, REMOVE, COPY, MOVE, TEST, INCREMENT; any case' }),
            path: Type.String({ description: 'JSON pointer' }),
            value: Type.Optional(anyJson),
            from: Type.Optional(Type.String()),
          }),
        ),
      }),
      { maxItems: 20_000 },
    ),
  }),
  reply,
} as const satisfies Contract;
