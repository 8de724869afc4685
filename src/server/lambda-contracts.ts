import type { LambdaContract } from '../api/lambda-contract.ts';
import type { App } from '../app/app.ts';

/** What generators need of every lambda: its `latest` version. A version whose SQL no longer fits is left out. */
export async function lambdaContracts(app: App): Promise<readonly LambdaContract[]> {
  const lambdas = await app.lambdas.list();
  return lambdas.flatMap(({ latest }) => {
    if (latest.state !== 'ACTIVE') return [];
    const { workspace, name, version, description, columns, parameterMode } = latest;
    return [
      {
        workspace,
        name,
        version,
        ...(description === undefined ? {} : { description }),
        parameters: latest.parameters,
        open: parameterMode === 'open',
        ...(columns === undefined
          ? {}
          : { columns: columns.map((column) => ({ name: column.name, type: column.type })) }),
      },
    ];
  });
}
