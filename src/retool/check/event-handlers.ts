import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Plugin } from '../app.ts';
import { listOf } from './json-parts.ts';

/** The event handlers of a plugin; Retool writes an empty list as an object too. */
export const eventHandlers = ({ template }: Plugin): readonly JsonObject[] =>
  listOf(template['events']).filter(isJsonObject);
