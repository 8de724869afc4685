import type { Template } from '../app.ts';

/** What queries of every kind are given. `disabledWhile` is an expression without braces: `!customer.value`. */
export const querySettings = (disabledWhile: string | undefined): Template => ({
  watchedParams: [],
  queryRefreshTime: '',
  queryTimeout: '10000',
  enableTransformer: false,
  transformer: 'return data',
  showSuccessToaster: false,
  // The error stands on the screen.
  showFailureToaster: false,
  queryDisabled: disabledWhile === undefined ? '' : `{{ ${disabledWhile} }}`,
});
