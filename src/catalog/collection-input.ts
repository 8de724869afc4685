import { caseTwins } from '../base/case-twins.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Report } from '../config/report.ts';
import { parseType } from '../schema/parse-type.ts';
import { printType } from '../schema/print-type.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { InputField } from './collection.ts';

const epochType = /^\s*timestamptz\s*\(\s*(s|ms|us)\s*\)\s*$/i;
const known = 'BOOLEAN INTEGER BIGINT HUGEINT DOUBLE DECIMAL VARCHAR DATE TIME TIMESTAMPTZ TIMESTAMP UUID JSON'.split(
  ' ',
);

/** Without a transformation these two are the collection's own. */
const ownTypes: Readonly<Record<string, SqlType>> = { _id: { kind: 'varchar' }, _event_time: { kind: 'timestamptz' } };

/** The `input:` of a collection, in its order. Reports unknown types, names that differ only in case, and names that are taken. */
export function readInput(
  written: Readonly<Record<string, string>>,
  hasTransformation: boolean,
  report: Report,
): readonly InputField[] {
  const names = Object.keys(written);
  if (names.length === 0) report(['input'], 'input must name at least one field.');
  for (const { name, earlier } of caseTwins(names))
    report(['input', name], `the fields ${JSON.stringify(earlier)} and ${JSON.stringify(name)} differ only in case.`);
  return names.flatMap((name) => {
    if (name.toLowerCase() === '_meta')
      report(['input', name], 'the name _meta is taken: it holds topic, offset, bucket and path.');

    const field = readField(name, written[name]!);
    if (field === undefined) {
      report(['input', name], noType(written[name]!));
      return [];
    }
    const own = !hasTransformation && Object.hasOwn(ownTypes, name) ? ownTypes[name] : undefined;
    if (own !== undefined && own.kind !== field.type.kind) {
      report(
        ['input', name],
        `without a transformation ${name} must be ${printType(own)}, not ${printType(field.type)}.`,
      );
    }
    return [field];
  });
}

/** What is said of a text that is not a type. */
export function noType(text: string): string {
  const word = /^[A-Za-z]*/.exec(text.trim())![0];
  const near = didYouMean(word, known) || ` Known are: ${known.join(', ')}, STRUCT(…), and lists such as VARCHAR[].`;
  return `${JSON.stringify(text)} is not a type.${near}`;
}

function readField(name: string, text: string): InputField | undefined {
  const epoch = epochType.exec(text);
  if (epoch !== null)
    return { name, type: { kind: 'timestamptz' }, epochUnit: epoch[1]!.toLowerCase() as 's' | 'ms' | 'us' };
  const type = parseType(text);
  return type === undefined ? undefined : { name, type };
}
