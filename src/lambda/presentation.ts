import type { QualifiedName } from '../base/name.ts';
import type { LambdaState } from './lambda-state.ts';
import type { Presentation } from './read-entries.ts';
import type { LambdaContent } from './lambda.ts';

/** The descriptions and examples of these lambdas, of each one where they differ from what is kept. */
export function changedPresentations(
  contents: readonly LambdaContent[],
  state: LambdaState,
): readonly (QualifiedName & { readonly presentation: Presentation })[] {
  return contents.flatMap(({ workspace, name, parameters }) => {
    const told = parameters.filter((one) => one.description !== undefined || one.example !== undefined);
    const presentation = Object.fromEntries(
      told.map(({ name: parameter, description, example }) => [
        parameter,
        { ...(description === undefined ? {} : { description }), ...(example === undefined ? {} : { example }) },
      ]),
    );
    return JSON.stringify(presentation) === JSON.stringify(state.get({ workspace, name })?.presentation ?? {})
      ? []
      : [{ workspace, name, presentation }];
  });
}
