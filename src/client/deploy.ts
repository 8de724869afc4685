import type { DeployItemBody, LambdaDefinitionBody } from '../api/deploy.ts';
import { apiPath, readData, type HttpClient } from './http-client.ts';

export interface DeployWishes {
  /** Also moves this tag; `latest` always moves. */
  readonly tag?: string;
  /** Everything is checked, nothing is stored. */
  readonly dryRun: boolean;
}

/** Deploys all of them or none. Throws DEPLOY_INVALID with every problem of every file. */
export async function deployLambdas(
  client: HttpClient,
  lambdas: readonly LambdaDefinitionBody[],
  wishes: DeployWishes,
): Promise<readonly DeployItemBody[]> {
  const body = { lambdas, dry_run: wishes.dryRun, ...(wishes.tag === undefined ? {} : { tag: wishes.tag }) };
  return readData<readonly DeployItemBody[]>(client, apiPath('deploy'), { method: 'POST', body });
}
