/** Which arguments a query gives to its lambda, as far as the file tells. */
export interface GivenArguments {
  readonly names: ReadonlySet<string>;
  /** False: there may be more of them than `names`, made when the query runs. */
  readonly complete: boolean;
  /** False: names that nobody declared are passed over, as in Rockset's form. */
  readonly checked: boolean;
}
