import type { QualifiedName } from '../base/name.ts';
import type { LambdaEntry, Presentation } from './lambda-state.ts';
import type { LambdaContent } from './lambda.ts';

/** Descriptions and examples that differ from what is kept. */
export function changedPresentations(
  contents: readonly LambdaContent[],
  entry: LambdaEntry | undefined,
): readonly (QualifiedName & { readonly presentation: Presentation })[] {
  return contents.flatMap(({ workspace, name, parameters }) => {
    const told = parameters.filter((one) => one.description !== undefined || one.example !== undefined);
    const presentation = Object.fromEntries(
      told.map(({ name: parameter, description, example }) => [
        parameter,
        { ...(description === undefined ? {} : { description }), ...(example === undefined ? {} : { example }) },
      ]),
    );
    return JSON.stringify(presentation) === JSON.stringify(entry?.presentation ?? {})
      ? []
      : [{ workspace, name, presentation }];
  });
}
