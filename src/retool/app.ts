import type { Json } from '../base/json.ts';

/** A Retool classic app as plain data; `codec/` writes it as Retool exports it. */
export interface RetoolApp {
  /** The suggested name, and the seed of its uuid. */
  readonly name: string;
  /** Screens, their frames, then queries and widgets. */
  readonly plugins: readonly Plugin[];
  /** Id of the first screen. */
  readonly rootScreen: string;
}

export type PluginType = 'screen' | 'frame' | 'widget' | 'datasource' | 'state' | 'function';

/** Retool's word for everything that has an id: a screen, a widget, a query, a variable. */
export interface Plugin {
  /** A JavaScript identifier (frames: `$main`), unique in the app. */
  readonly id: string;
  readonly type: PluginType;
  /** `TableWidget2`, `RESTQuery`. */
  readonly subtype: string;
  /** Sparse: Retool fills what is missing. Strings may hold `{{ }}`. */
  readonly template: Template;
  /** Of widgets. */
  readonly place?: Place;
  /** Id of its screen; undefined for screens and for what belongs to the whole app. */
  readonly screen?: string;
  /** Of queries. */
  readonly resource?: ResourceLink;
}

export type Template = Readonly<Record<string, Json>>;

/** A rectangle on a grid of twelve columns; one row is one input, its step is 0.2. Rows and columns begin at 0 in every container. */
export interface Place {
  /** Id of a container, or `''` for the page and for frames. */
  readonly container: string;
  /** A view id of the container (its `_ids`), a frame id, or `''`. */
  readonly subcontainer: string;
  readonly rowGroup: 'body' | 'header' | 'footer';
  readonly row: number;
  readonly col: number;
  readonly width: number;
  readonly height: number;
}

export interface ResourceLink {
  /** A resource's uuid, or one of Retool's own: `REST-WithoutResource`, `JavascriptQuery`. */
  readonly name: string;
  readonly displayName: string | null;
}
