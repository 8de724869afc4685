import type { Json } from '../../base/json.ts';
import type { Plugin } from '../app.ts';

export interface StateOptions {
  readonly id: string;
  /** Undefined: of the whole app. */
  readonly screen?: string;
  readonly value: Json;
}

/** A variable, `id.value`; Retool keeps its first value as a JavaScript literal. */
export const stateVariable = ({ id, screen, value }: StateOptions): Plugin => ({
  id,
  type: 'state',
  subtype: 'State',
  template: { value: JSON.stringify(value) },
  ...(screen === undefined ? {} : { screen }),
});
