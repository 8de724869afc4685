import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import type { OpenapiDocument, PlacedOperation } from './openapi-document.ts';

export interface ApiReply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/**
 * Checks replies by the document: undefined, or what is wrong with one. Its status must be told, its body must be JSON that the schema allows, and no object may
 * have members that the document does not tell.
 */
export function makeReplyCheck(
  document: OpenapiDocument,
): (of: PlacedOperation, reply: ApiReply) => string | undefined {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(closed(document as unknown as Json) as JsonObject, 'document');
  const compiled = new Map<string, ValidateFunction>();
  const validate = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };

  return ({ path, method, responses }, { status, type, text }) => {
    if ((status >= 500 && responses[status] === undefined) || status === 405) return `status ${status}`;
    const told = responses[status] !== undefined ? String(status) : status >= 400 ? 'default' : undefined;
    if (told === undefined) return `status ${status} is not told`;
    if (!type.startsWith('application/json')) return `media type ${type}`;
    const isShared = isJsonObject(responses[told]) && responses[told]['$ref'] !== undefined;
    const place = isShared
      ? (responses[told] as { $ref: string }).$ref.slice(1)
      : ['', 'paths', path, method.toLowerCase(), 'responses', told].map(escaped).join('/');
    const check = validate(`${place}/content/application~1json/schema`);
    return check(parsed(text)) ? undefined : `${ajv.errorsText(check.errors)} in ${text.slice(0, 500)}`;
  };
}

/** A segment of a pointer, inside of a URI. */
const escaped = (segment: string): string => encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The same document, where an object with members allows no others. */
function closed(value: Json): Json {
  if (Array.isArray(value)) return value.map(closed);
  if (!isJsonObject(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, closed(member)]));
  const isOpen = isJsonObject(value['properties']) && value['additionalProperties'] === undefined;
  return isOpen && value['type'] !== undefined ? { ...copy, additionalProperties: false } : copy;
}
