/** A Retool app that runs: what a person does with it, and what a person sees. */
export interface RunningApp {
  /** Id of the screen that is open. */
  screen(): string;
  /** Ids of the widgets of that screen, and of the whole app. */
  widgets(): readonly string[];
  /** What the widget shows now. */
  shown(id: string): Shown;
  /** Enters or picks a value. Throws RETOOL_APP_INVALID for what nobody could enter: a hidden or disabled input, an option that is not offered. */
  set(id: string, value: unknown): void;
  /** Types into a select to search its options, and picks nothing. */
  type(id: string, text: string): void;
  /** Presses Enter in a text input. */
  submit(id: string): void;
  /** Presses a button. */
  click(id: string): void;
  /** Presses a button of a table's toolbar, by its label. */
  toolbar(id: string, label: string): void;
  /** Turns to a page of a table whose rows come page by page; the first is 0. */
  turnPage(id: string, page: number): void;
  /** Follows a link of the navigation to another screen, which begins anew. */
  goTo(screen: string): void;
  query(id: string): QueryState;
  /** Waits until nothing runs. Periodic queries may run again later. */
  settled(): Promise<void>;
  /** What is wrong with the app as far as it ran: expressions that failed, values that do not fit. Each once. */
  problems(): readonly AppRunProblem[];
  /** What the app did outside of itself. */
  deeds(): readonly Deed[];
  /** Aborts what runs, ends what is periodic. */
  close(): void;
}

/** What a person sees of a widget, as plain data. */
export interface Shown {
  /** Nothing else is told of what is hidden, or stands in something hidden. */
  readonly hidden: boolean;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly loading?: boolean;
  /** Of an input, a statistic or an explorer. */
  readonly value?: unknown;
  /** The second line of a statistic. */
  readonly secondary?: unknown;
  /** Of a text (Markdown), a button. */
  readonly text?: string;
  /** Of a table: by label of the column, in the order of the columns. Of a key-value list: one row, by label. */
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  /** What stands in a table without rows. */
  readonly emptyMessage?: string;
  readonly options?: readonly Option[];
  readonly series?: readonly ShownSeries[];
}

export interface Option {
  readonly value: unknown;
  readonly label: string;
}

export interface ShownSeries {
  readonly name: string;
  readonly type: string;
  readonly x: readonly unknown[];
  readonly y: readonly unknown[];
}

export interface QueryState {
  /** null before the first answer. */
  readonly data: unknown;
  readonly rawData: unknown;
  /** The message of the last run's failure; null after a success. */
  readonly error: string | null;
  readonly isFetching: boolean;
  /** How often it began to run. */
  readonly runs: number;
}

export interface AppRunProblem {
  readonly plugin: string;
  readonly message: string;
}

/** A notification, a page or an address that was opened, a download. */
export interface Deed {
  readonly kind: 'notification' | 'url' | 'download';
  /** As the handler or the script gave it. */
  readonly what: unknown;
}
