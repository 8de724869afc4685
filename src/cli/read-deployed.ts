import type { LambdaContract } from '../api/lambda-contract.ts';
import { RockpoolError } from '../base/error.ts';
import { assertName } from '../base/name.ts';
import { withConnection } from './connect.ts';
import type { CliContext, ConnectionOptions } from './context.ts';
import { readContracts } from './read-contracts.ts';

export interface Deployed {
  readonly contracts: readonly LambdaContract[];
  /** Where others reach the server. */
  readonly address: string;
}

/** What a tag names; lambdas that it does not name are warned of. Throws LAMBDA_NOT_FOUND when there is none, TAG_NOT_FOUND when no lambda has it, DEPLOY_INVALID for files that cannot be deployed, NAME_INVALID for what none can have. */
export async function readDeployed(context: CliContext, connection: ConnectionOptions, tag: string): Promise<Deployed> {
  assertName('tag', tag);
  const needs = { data: 'as-stored', lambdas: 'deploy', problems: 'refuse' } as const;
  return withConnection(context, connection, needs, async (client, address) => {
    const { contracts, without } = await readContracts(client, tag);
    if (contracts.length === 0 && without.length > 0) {
      throw new RockpoolError('TAG_NOT_FOUND', `No deployed lambda has a working version with the tag ${tag}.`, {
        hint: `Deploy with \`rockpool deploy --tag ${tag}\`, or name another tag.`,
      });
    }
    if (contracts.length === 0) {
      throw new RockpoolError('LAMBDA_NOT_FOUND', 'No lambda is deployed there, or the key may not read them.', {
        hint: 'Deploy first, with `rockpool deploy`, or use a key that may read: `rockpool keys create <name> --allow read`.',
      });
    }
    const { err, colors } = context.terminal;
    for (const name of without) {
      err(`${colors.yellow('warning')} ${name} has no working version with the tag ${tag}, and is left out`);
    }
    return { contracts, address };
  });
}
