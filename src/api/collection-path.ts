import { Type } from 'typebox';
import { basePath } from './contract.ts';
import { workspaceParam } from './schema-parts.ts';

export const collectionUrl = `${basePath}/ws/:workspace/collections/:collection`;

const collectionParam = Type.String({ description: 'Collection', examples: ['user_purchases'] });
export const collectionParams = Type.Object({ workspace: workspaceParam, collection: collectionParam });
export const sourceParams = Type.Object({
  workspace: workspaceParam,
  collection: collectionParam,
  source: Type.String({ description: 'Source id' }),
});
export const deadLetterParams = Type.Object({
  workspace: workspaceParam,
  collection: collectionParam,
  letter: Type.String({ description: 'Id of a dead letter' }),
});
