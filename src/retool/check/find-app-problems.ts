import type { RetoolApp } from '../app.ts';
import type { AppProblem } from './app-problem.ts';
import { eventProblems } from './event-problems.ts';
import { expressionProblems } from './expression-problems.ts';
import { idProblems } from './id-problems.ts';
import { itemProblems } from './item-problems.ts';
import { layoutProblems } from './layout-problems.ts';
import { placeProblems } from './place-problems.ts';

const gates = [idProblems, placeProblems, layoutProblems, eventProblems, itemProblems, expressionProblems];

/**
 * What of an app leads nowhere or stands in the way of something else: ids, screens, containers, event handlers, items, `{{ }}`, layout.
 * None: what the app names exists. Nothing of the app is executed.
 */
export const findAppProblems = (app: RetoolApp): readonly AppProblem[] => gates.flatMap((gate) => gate(app));
