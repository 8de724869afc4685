import type { AnyNode, ObjectExpression } from 'acorn';
import { isJsonObject, type Json } from '../../../base/json.ts';
import type { Template } from '../../app.ts';
import { listOf, textOf } from '../json-parts.ts';
import { embeddedIn, wholeExpression, type Embedded } from '../template-text.ts';
import type { GivenArguments } from './given-arguments.ts';
import { staticName } from './code-parts.ts';

const none: GivenArguments = { names: new Set(), complete: true, checked: true };
const anything: GivenArguments = { names: new Set(), complete: false, checked: true };

/** Names in the body of a POST, in both forms that the server reads: `arguments` by name, and Rockset's list `parameters`. */
export function bodyArguments(template: Template): GivenArguments {
  const body = textOf(template['body']);
  const bodyType = textOf(template['bodyType'] ?? 'raw');
  if (bodyType === 'none' || body.trim() === '') return none;
  if (bodyType === 'json') return memberArguments(keyedBody(body));
  return bodyType === 'raw' ? rawArguments(body) : anything;
}

/** A value in a body: what the file says, or the code of a `{{ }}` that makes it. */
type Value = { readonly json: Json } | { readonly code: AnyNode };
/** Undefined: nothing can be known of it. */
type Members = ReadonlyMap<string, Value> | undefined;

function memberArguments(members: Members): GivenArguments {
  if (members === undefined) return anything;
  const plain = members.get('arguments');
  if (plain !== undefined) return { ...namesOf(plain), checked: true };
  const list = members.get('parameters');
  if (list === undefined) return none;
  if (!('json' in list) || !Array.isArray(list.json)) return { ...anything, checked: false };
  const entries = listOf(list.json).filter(isJsonObject);
  return { names: new Set(entries.map(({ name }) => textOf(name))), complete: true, checked: false };
}

function namesOf(value: Value): GivenArguments {
  if ('code' in value) return value.code.type === 'ObjectExpression' ? propertyNames(value.code) : anything;
  const { json } = value;
  if (isJsonObject(json)) return { ...none, names: new Set(Object.keys(json)) };
  const members = typeof json === 'string' ? rawMembers(json) : undefined;
  return members === undefined ? anything : { ...none, names: new Set(members.keys()) };
}

function propertyNames({ properties }: ObjectExpression): GivenArguments {
  const names = properties.map((one) => (one.type === 'Property' ? staticName(one.key, one.computed) : undefined));
  const known = names.filter((name) => name !== undefined);
  return { names: new Set(known), complete: known.length === names.length, checked: true };
}

/** Retool's list of keys and values, kept as JSON text. */
function keyedBody(text: string): Members {
  const list = parsed(text);
  if (!Array.isArray(list)) return undefined;
  const entries = listOf(list as Json).filter(isJsonObject);
  return new Map(entries.map(({ key, value }) => [textOf(key), codeOr(value ?? null)]));
}

/** The code of a text that is one `{{ }}`; other values are themselves. */
function codeOr(json: Json): Value {
  const expression = wholeExpression(textOf(json));
  return expression === undefined ? { json } : { code: expression as AnyNode };
}

function rawArguments(body: string): GivenArguments {
  const value = codeOr(body);
  return memberArguments('code' in value ? codeMembers(value.code) : rawMembers(body));
}

/** `{{ { arguments: { … } } }}`, also inside of JSON.stringify. */
function codeMembers(code: AnyNode): Members {
  const [first] = code.type === 'CallExpression' ? code.arguments : [];
  const value = first ?? code;
  if (value.type !== 'ObjectExpression') return undefined;
  const members = new Map<string, Value>();
  for (const one of value.properties) {
    const name = one.type === 'Property' ? staticName(one.key, one.computed) : undefined;
    if (one.type !== 'Property' || name === undefined) return undefined;
    members.set(name, { code: one.value });
  }
  return members;
}

/** Members of a JSON text whose values, or parts of whose texts, are `{{ }}`. */
function rawMembers(text: string): Members {
  const embedded = embeddedIn(text);
  const value = parsed(
    embedded.reduce((one, { source }, index) => one.replace(source, () => String(markOf(index))), text),
  );
  if (!isJsonObject(value)) return undefined;
  return new Map(Object.entries(value).map(([name, one]) => [name, unmarked(one, embedded)]));
}

/** A number that nobody writes, valid as a value and inside of a text. */
const markOf = (index: number): number => 9_007_199_254_000 + index;

function unmarked(json: Json, embedded: readonly Embedded[]): Value {
  const found = embedded.find((_, index) => json === markOf(index) || json === String(markOf(index)));
  return found?.expression === undefined ? { json } : { code: found.expression as AnyNode };
}

/** Undefined: no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
