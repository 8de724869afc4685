import type { LambdaContract } from '../../../api/lambda-contract.ts';
import type { Plugin } from '../../app.ts';
import { javascriptQuery } from '../../plugins/javascript-query.ts';
import { lambdaQuery, type Way } from '../../plugins/lambda-query.ts';
import { customerAnswers, search, topProductsNow, type Answer } from './answers.ts';
import { cannedReply } from './canned-reply.ts';

/** Where the answers come from; the demo carries its own. */
export type Customer360Way = Way | { readonly kind: 'demo' };

export interface QueryOptions {
  readonly screen: string;
  readonly way: Customer360Way;
  readonly tag: string;
  /** The lambda of each answer, by the answer's id. */
  readonly lambdas: ReadonlyMap<string, LambdaContract>;
}

/** Answers that are asked for again and again while the screen is live. */
const liveAnswers: readonly Answer[] = [...customerAnswers, topProductsNow];

/** One query per answer, with the answer's id, and the clock of the live screen. */
export const queries = (options: QueryOptions): readonly Plugin[] => [
  answerQuery(options, search),
  ...customerAnswers.map((answer) => answerQuery(options, answer, '!customer.value')),
  answerQuery(options, topProductsNow),
  liveClock(options.screen),
];

function answerQuery({ screen, way, tag, lambdas }: QueryOptions, answer: Answer, disabledWhile?: string): Plugin {
  const { id } = answer;
  const disabled = disabledWhile === undefined ? {} : { disabledWhile };
  if (way.kind === 'demo') {
    // Retool runs code by itself on load only; the selector triggers it when another customer is chosen.
    return javascriptQuery({ id, screen, runs: 'onLoad', code: cannedReply(answer), ...disabled });
  }
  const lambda = lambdas.get(id) ?? { workspace: 'commons', name: answer.lambda };
  return lambdaQuery({ id, screen, way, lambda, tag, arguments: answer.arguments, ...disabled });
}

/**
 * Asks for the answers again every second. Nothing shows that `queryRefreshTime` of a query may be a `{{ }}`, so the period is fixed and the
 * switch disables it. Not proven against a running Retool: that one second is accepted (five are in use), and that a disabled query stays silent.
 */
const liveClock = (screen: string): Plugin =>
  javascriptQuery({
    id: 'liveClock',
    screen,
    runs: { everyMs: 1_000 },
    disabledWhile: '!live.value',
    code: 'return Date.now();',
    effects: liveAnswers.map(({ id }) => ({ on: 'success', type: 'datasource', method: 'trigger', target: id })),
  });
