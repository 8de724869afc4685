import {
  deleteDocumentsContract,
  patchDocumentsContract,
  writeDocumentsContract,
  type DocumentStatusBody,
} from '../../api/documents.ts';
import { RockpoolError } from '../../base/error.ts';
import type { JsonObject } from '../../base/json.ts';
import { assertNever } from '../../base/assert.ts';
import { resolveCollection } from '../../catalog/catalog.ts';
import type { DocumentPatch, DocumentResult } from '../../ingest/ingest-service.ts';
import { addRoute, type House } from '../add-route.ts';
import { printErrorBody } from '../error-body.ts';
import { readLosslessBody } from '../json-body.ts';

/** Documents by HTTP. The call succeeds even when single documents are refused: each has its own status. */
export function documentRoutes(house: House): void {
  const { catalog, ingest, keys } = house.app;

  addRoute(house, writeDocumentsContract, async ({ params: { workspace, collection }, body, key, request }) => {
    keys.authorize(key, { action: 'write', workspace });
    const { definition } = resolveCollection(catalog, { workspace, name: collection });
    const { data } = readLosslessBody(request) as { readonly data: readonly JsonObject[] };
    const results = await ingest.writeDocuments(definition, data, 'write', wishesOf(body));
    return { data: results.map((result) => statusBody(collection, result, request.id)), last_offset: null };
  });
  addRoute(house, deleteDocumentsContract, async ({ params: { workspace, collection }, body, key, request }) => {
    keys.authorize(key, { action: 'write', workspace });
    const { definition } = resolveCollection(catalog, { workspace, name: collection });
    const results = await ingest.writeDocuments(definition, body.data, 'delete', wishesOf(body));
    return { data: results.map((result) => statusBody(collection, result, request.id)), last_offset: null };
  });
  addRoute(house, patchDocumentsContract, async ({ params: { workspace, collection }, key, request }) => {
    keys.authorize(key, { action: 'write', workspace });
    const { definition } = resolveCollection(catalog, { workspace, name: collection });
    const { data } = readLosslessBody(request) as {
      readonly data: readonly (Pick<DocumentPatch, 'patch'> & { readonly _id: string })[];
    };
    const patches = data.map(({ _id, patch }) => ({ id: _id, patch }));
    const results = await ingest.patchDocuments(definition, patches);
    return {
      data: results.map((result) => {
        const status = statusBody(collection, result, request.id);
        return status.status === 'ERROR' ? status : { ...status, status: 'PATCHED' as const };
      }),
      last_offset: null,
    };
  });
}

const wishesOf = ({ visible = false }: { readonly visible?: boolean }) => ({ visible });

function statusBody(collection: string, result: DocumentResult, traceId: string): DocumentStatusBody {
  const { error } = result;
  return {
    _collection: collection,
    _id: result.id,
    status: statusOf(result.outcome),
    error: error === undefined ? null : printErrorBody(new RockpoolError(error.code, error.message), traceId),
    patch_id: null,
  };
}

/** In Rockset's five words. What lost against a newer write, or was filtered out by the transformation, was taken all the same. */
function statusOf(outcome: DocumentResult['outcome']): DocumentStatusBody['status'] {
  switch (outcome) {
    case 'added':
    case 'filtered':
      return 'ADDED';
    case 'replaced':
    case 'superseded':
    case 'unmet':
      return 'REPLACED';
    case 'deleted':
      return 'DELETED';
    case 'error':
      return 'ERROR';
    default:
      return assertNever(outcome);
  }
}
