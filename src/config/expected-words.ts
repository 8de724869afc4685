import type { Schema } from './file-schema.ts';

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of keys',
};

/** What a schema allows, in the words of an error: `a whole number from 1 to 10`. */
export function expectedWords(schema: Schema): string {
  // The title of a map speaks of its keys.
  if (schema.title !== undefined && schema.patternProperties === undefined) return schema.title;
  const choices = choicesOf(schema);
  if (choices !== undefined) return listWords(choices.map(String));
  if (schema.anyOf !== undefined) return listWords(schema.anyOf.map(expectedWords));
  const word = typeWords[schema.type ?? ''] ?? 'a value';
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    return `${word} from ${schema.minimum} to ${schema.maximum}`;
  if (schema.minimum !== undefined) return `${word} of at least ${schema.minimum}`;
  if ((schema.minLength ?? 0) > 0) return `${word} that is not empty`;
  return (schema.minItems ?? 0) > 0 ? `${word} with at least ${schema.minItems}` : word;
}

/** The constants of a schema that allows nothing else; undefined for any other. */
export function choicesOf(schema: Schema): readonly unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  const constants = schema.anyOf?.map((member) => member.const);
  return constants?.every((one) => one !== undefined) ? constants : undefined;
}

/** `a, b or c`; what stands twice is said once. */
export function listWords(words: readonly string[]): string {
  const once = [...new Set(words)];
  return once.length < 2 ? once.join('') : `${once.slice(0, -1).join(', ')} or ${once.at(-1)!}`;
}

/** `"integrations.events.brokers[0]"`, or `the file` for its root. */
export function nameOf(path: readonly (string | number)[]): string {
  const text = path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : `${name}${name === '' ? '' : '.'}${step}`),
    '',
  );
  return text === '' ? 'the file' : `"${text}"`;
}
