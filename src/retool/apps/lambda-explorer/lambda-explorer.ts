import type { LambdaContract } from '../../../api/lambda-contract.ts';
import type { RetoolApp } from '../../app.ts';
import type { Way } from '../../plugins/lambda-query.ts';
import { literal } from '../../plugins/literal.ts';
import { onPage } from '../../plugins/place.ts';
import { screen } from '../../plugins/screen.ts';
import { textWidget } from '../../plugins/text-widget.ts';
import { freeIds } from './free-ids.ts';
import { lambdaScreen } from './lambda-screen.ts';

export interface LambdaExplorer {
  readonly lambdas: readonly LambdaContract[];
  readonly tag: string;
  readonly way: Way;
}

const name = 'Lambda explorer';

/** An app with one page per lambda, in the order given; without lambdas one page that says so. */
export function lambdaExplorer({ lambdas, tag, way }: LambdaExplorer): RetoolApp {
  const freeId = freeIds();
  const pages = lambdas.map((lambda, order) =>
    lambdaScreen({ lambda, tag, way, order, hasOthers: lambdas.length > 1, freeId }),
  );
  const rootScreen = pages[0]?.[0]?.id;
  return rootScreen === undefined ? { name, ...emptyPage(tag) } : { name, plugins: pages.flat(), rootScreen };
}

function emptyPage(tag: string): Omit<RetoolApp, 'name'> {
  const page = 'page1';
  const text = textWidget({
    id: 'nothing',
    screen: page,
    place: onPage({ row: 0, col: 0, width: 12, height: 1 }),
    value: literal(`No lambda is deployed with the tag ${tag}.`),
  });
  return { plugins: [...screen(page, 'No lambdas', 0), text], rootScreen: page };
}
