import { createKeyContract, deleteKeyContract, getSelfContract, listKeysContract } from './api-keys.ts';
import { getCollectionContract, listCollectionsContract, listWorkspaceCollectionsContract } from './collections.ts';
import type { Contract } from './contract.ts';
import {
  countDeadLettersContract,
  deleteDeadLetterContract,
  deleteDeadLettersContract,
  getDeadLetterContract,
  listDeadLettersContract,
  replayDeadLettersContract,
} from './dead-letters.ts';
import { deployContract } from './deploy.ts';
import { deleteDocumentsContract, patchDocumentsContract, writeDocumentsContract } from './documents.ts';
import { explainContract } from './explain.ts';
import {
  createLambdaContract,
  deleteLambdaContract,
  listLambdasContract,
  listWorkspaceLambdasContract,
} from './lambdas.ts';
import { previewContract, proposeContract } from './preview.ts';
import { reindexContract } from './reindex.ts';
import {
  cancelQueryContract,
  getQueryContract,
  listQueriesContract,
  queryPageAtContract,
  queryPageContract,
  runQueryContract,
  runQueryOnInstanceContract,
  validateQueryContract,
} from './queries.ts';
import { tagRowsContract, versionRowsContract } from './rows.ts';
import { liveContract, organizationContract, readyContract } from './service.ts';
import { getSourceContract, listSourcesContract, resumeSourceContract, suspendSourceContract } from './sources.ts';
import { deleteTagContract, executeTagContract, getTagContract, listTagsContract, moveTagContract } from './tags.ts';
import {
  createVersionContract,
  deleteVersionContract,
  executeVersionContract,
  getVersionContract,
  listVersionsContract,
} from './versions.ts';
import {
  createWorkspaceContract,
  deleteWorkspaceContract,
  getWorkspaceContract,
  listWorkspacesContract,
} from './workspaces.ts';

/** Everything the server answers in JSON, in the order of the documentation. */
export const allContracts: readonly Contract[] = [
  executeTagContract,
  tagRowsContract,
  executeVersionContract,
  versionRowsContract,
  listLambdasContract,
  listWorkspaceLambdasContract,
  createLambdaContract,
  deleteLambdaContract,
  listVersionsContract,
  createVersionContract,
  getVersionContract,
  deleteVersionContract,
  listTagsContract,
  moveTagContract,
  getTagContract,
  deleteTagContract,
  deployContract,
  runQueryContract,
  runQueryOnInstanceContract,
  validateQueryContract,
  explainContract,
  listQueriesContract,
  getQueryContract,
  cancelQueryContract,
  queryPageContract,
  queryPageAtContract,
  listCollectionsContract,
  listWorkspaceCollectionsContract,
  getCollectionContract,
  writeDocumentsContract,
  deleteDocumentsContract,
  patchDocumentsContract,
  listSourcesContract,
  getSourceContract,
  suspendSourceContract,
  resumeSourceContract,
  listDeadLettersContract,
  countDeadLettersContract,
  getDeadLetterContract,
  replayDeadLettersContract,
  deleteDeadLetterContract,
  deleteDeadLettersContract,
  previewContract,
  proposeContract,
  reindexContract,
  listWorkspacesContract,
  createWorkspaceContract,
  getWorkspaceContract,
  deleteWorkspaceContract,
  listKeysContract,
  createKeyContract,
  deleteKeyContract,
  getSelfContract,
  organizationContract,
  liveContract,
  readyContract,
];
