import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore, StoredRecord } from '../catalog/record-store.ts';
import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import { defaultWorkspace, isWorkspaceName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { LambdaService } from '../lambda/lambda-service.ts';
import type { Workspace, WorkspaceService } from './app.ts';

interface Parts {
  readonly records: RecordStore;
  readonly catalog: Catalog;
  readonly lambdas: LambdaService;
  readonly clock: Clock;
}

/** Workspaces exist because somebody made them, or because a collection or a lambda lives in them. `commons` always does. */
export function makeWorkspaceService({ records, catalog, lambdas, clock }: Parts): WorkspaceService {
  const collectionCount = (name: string): number =>
    catalog.list().filter((one) => one.definition.workspace === name).length;

  const view = (name: string, record: StoredRecord | undefined): Workspace => ({
    name,
    ...(typeof record?.value.description === 'string' ? { description: record.value.description } : {}),
    createdAtMs: typeof record?.value.createdAtMs === 'number' ? record.value.createdAtMs : 0,
    createdBy: typeof record?.value.createdBy === 'string' ? record.value.createdBy : 'rockpool',
    collectionCount: collectionCount(name),
  });

  const list = async (): Promise<readonly Workspace[]> => {
    const stored = new Map((await records.list('workspace')).map((record) => [record.id, record]));
    const names = new Set([
      defaultWorkspace,
      ...stored.keys(),
      ...catalog.list().map((one) => one.definition.workspace),
      ...(await lambdas.list()).map((one) => one.workspace),
    ]);
    return [...names].sort().map((name) => view(name, stored.get(name)));
  };

  const get = async (name: string): Promise<Workspace> => {
    const all = await list();
    const found = all.find((one) => one.name === name);
    if (found !== undefined) return found;
    const near = didYouMean(
      name,
      all.map((one) => one.name),
    );
    throw new RockpoolError('WORKSPACE_NOT_FOUND', `Workspace with name "${name}" does not exist.${near}`);
  };

  return {
    list,
    get,
    async create(name, description, by) {
      if (!isWorkspaceName(name))
        throw new RockpoolError('NAME_INVALID', `${JSON.stringify(name)} is not a name for a workspace.`);
      const exists = (await list()).some((one) => one.name === name);
      const value = { createdAtMs: clock(), createdBy: by, ...(description === undefined ? {} : { description }) };
      const written = exists ? 'conflict' : await records.put({ kind: 'workspace', id: name }, value, undefined);
      if (written === 'conflict') throw new RockpoolError('WORKSPACE_EXISTS', `Workspace "${name}" already exists.`);
      return get(name);
    },
    async delete(name) {
      const workspace = await get(name);
      const lambdaCount = (await lambdas.list(name)).length;
      if (name === defaultWorkspace || workspace.collectionCount > 0 || lambdaCount > 0) {
        const why =
          name === defaultWorkspace
            ? 'always exists'
            : `holds ${workspace.collectionCount} collections and ${lambdaCount} lambdas`;
        throw new RockpoolError('WORKSPACE_NOT_EMPTY', `Workspace "${name}" ${why}.`);
      }
      const key = { kind: 'workspace', id: name } as const;
      const stored = await records.get(key);
      if (stored !== undefined) await records.delete(key, stored.revision);
      return workspace;
    },
  };
}
