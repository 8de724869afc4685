import { RockpoolError } from '../base/error.ts';
import type { Collection, CollectionDefinition } from '../catalog/collection.ts';
import type { BatchTransformer, Transformation } from './batch-transformer.ts';
import { checkSpecialFields, documentFields, inputOf, isConditional } from './special-fields.ts';

/** A collection with its transformation bound. */
export interface PreparedCollection {
  readonly collection: Collection;
  readonly transformation: Transformation;
}

/** Binds the transformation. Throws SQL_*; places are those of the file when the definition knows where its transformation stands. */
export async function prepareCollection(
  transformer: BatchTransformer,
  definition: CollectionDefinition,
): Promise<PreparedCollection> {
  let transformation: Transformation | undefined;
  try {
    transformation = await transformer.compile(inputOf(definition), definition.transformation);
    checkSpecialFields(transformation.fields, definition);
    const conditional = isConditional(definition, transformation) ? { conditional: true as const } : {};
    const fields = documentFields(transformation.fields);
    return { transformation, collection: { definition, fields, ...conditional } };
  } catch (error) {
    await transformation?.close();
    throw error instanceof RockpoolError ? inFile(error, definition) : error;
  }
}

/** Moves a place inside the transformation to its place in the file. */
function inFile(error: RockpoolError, { file, transformationPlace }: CollectionDefinition): RockpoolError {
  const { place } = error.details;
  const line = place?.line;
  if (line === undefined || transformationPlace === undefined) {
    return new RockpoolError(error.code, error.message, { ...error.details, place: { ...place, file } });
  }
  const column = (place!.column ?? 1) + transformationPlace.column - 1;
  return new RockpoolError(error.code, error.message, {
    ...error.details,
    place: { ...place, file, line: line + transformationPlace.line - 1, column },
  });
}
