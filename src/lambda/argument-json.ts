import type { Json } from '../base/json.ts';
import { NumberText, type ArgumentJson } from './lambda-service.ts';

/** A plain value, of a YAML file or a key's fixed arguments, as an argument; bigints keep their digits. */
export function toArgumentJson(value: unknown): ArgumentJson {
  if (typeof value === 'number' || typeof value === 'bigint') return new NumberText(String(value));
  if (Array.isArray(value)) return value.map(toArgumentJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toArgumentJson(member)]));
  }
  return value as null | boolean | string;
}

export const isList = (value: ArgumentJson): value is readonly ArgumentJson[] => Array.isArray(value);

export function isArgumentObject(value: ArgumentJson): value is { readonly [key: string]: ArgumentJson } {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof NumberText);
}

/** Short text of a value for an error: strings in quotes, cut after 100 characters. */
export function showArgument(value: ArgumentJson): string {
  const text = JSON.stringify(toJson(value));
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

function toJson(value: ArgumentJson): unknown {
  if (value instanceof NumberText) {
    const number = Number(value.text);
    return String(number) === value.text ? number : value.text;
  }
  if (isList(value)) return value.slice(0, 20).map(toJson);
  if (isArgumentObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
  return value;
}

/** Safe numbers as numbers, larger ones as their digits. */
export function toPlainJson(value: unknown): Json {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(toPlainJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toPlainJson(member)]));
  }
  return value as Json;
}
