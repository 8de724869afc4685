import type { Json } from '../../base/json.ts';
import { bodyCode } from '../expressions/code.ts';
import { type Kind, type Reader, words } from '../kind.ts';

/** What expressions read of a query (docs.retool.com/reference/apps/query). */
const properties: Kind['properties'] = {
  data: (self) => self.own('data') ?? null,
  rawData: (self) => self.own('rawData') ?? null,
  error: (self) => self.own('error') ?? null,
  isFetching: (self) => self.own('isFetching') ?? false,
  metadata: (self) => self.own('metadata') ?? null,
  finished: (self) => self.own('finished') ?? null,
};

const shared = {
  runs: {
    query: '',
    runWhenModelUpdates: false,
    runWhenPageLoads: false,
    watchedParams: [],
    queryDisabled: '',
    queryRefreshTime: '',
    queryTimeout: '10000',
    enableTransformer: false,
    transformer: 'return data',
  },
  looks: words('showSuccessToaster showFailureToaster notificationDuration successMessage queryDisabledMessage'),
  only: {
    runWhenPageLoadsDelay: '',
    queryTriggerDelay: '0',
    enableErrorTransformer: false,
    enableCaching: false,
    requireConfirmation: false,
    queryFailureConditions: '',
  } as Readonly<Record<string, Json>>,
  properties,
  events: ['success', 'failure'],
};

export const restQuery: Kind = {
  ...shared,
  runs: { ...shared.runs, type: 'GET', headers: '', bodyType: 'none', body: '' },
  only: { ...shared.only, cookies: '' },
};

export const javascriptQuery: Kind = {
  ...shared,
  // Retool documents automatic runs for reading queries; when code runs by itself is not known.
  only: { ...shared.only, runWhenModelUpdates: false },
};

/** A variable: its first value is a JavaScript literal as text. */
export const state: Kind = {
  runs: { value: '""' },
  looks: [],
  properties: {
    value: (self) => {
      const own = self.own('value');
      return own === undefined ? firstValue(self) : own;
    },
  },
  events: [],
};

function firstValue(self: Reader): unknown {
  const text = self.raw('value');
  if (typeof text !== 'string' || text === '' || text.includes('{{')) return self.read('value');
  return self.evaluate('value', `{{ ${text} }}`);
}

/** A transformer of its own: code with `{{ }}` that gives `id.value`. */
export const functionKind: Kind = {
  runs: { funcBody: '' },
  looks: words('runBehavior value'),
  properties: {
    value: (self) => {
      try {
        return self.run(bodyCode(self.written('funcBody')));
      } catch (error) {
        self.problem(`funcBody fails: ${(error as Error).message}`);
        return undefined;
      }
    },
  },
  events: [],
};
