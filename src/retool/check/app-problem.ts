/** What is wrong with an app, and with which of its widgets and queries. */
export interface AppProblem {
  /** Id of a plugin; `''`: the app itself. */
  readonly plugin: string;
  /** A sentence that begins with the template's key where there is one: `data: …`. */
  readonly message: string;
}
