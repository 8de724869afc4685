import { stringify } from 'lossless-json';
import type { Field } from '../../schema/sql-type.ts';
import { printType } from '../../schema/print-type.ts';
import { asSet } from '../../catalog/unique-list.ts';
import type { Value } from '../../schema/value.ts';
import { memberDecoder } from '../documents/decode-document.ts';
import { keyOf } from '../documents/encode-document.ts';
import { fieldEncoder } from '../documents/encode-document.ts';
import { eventTimeMember, tombMember, versionMember, versionsMember } from '../documents/index-mapping.ts';
import { encodeFieldName } from '../field-name.ts';
import { castValue } from './cast-value.ts';

/** A value that the new type cannot hold without loss. */
export class LossyCast extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** `_source` as it was into `_source` as the new mapping wants it, as JSON text. `version`: the order version, where the new index stores it. Throws LossyCast. */
export type ConvertDocument = (source: object, version: bigint | undefined) => string;

/** Fields keep their texts, digit for digit; those of another type are cast; those that nobody declares any more are left out. `sets`: lists that become sets. */
export function documentConverter(
  before: readonly Field[],
  after: readonly Field[],
  sets: readonly string[] = [],
): ConvertDocument {
  const old = new Map(before.map((field) => [field.name, field]));
  const members = after.flatMap((field) => {
    const was = old.get(field.name);
    return was === undefined
      ? []
      : [memberConverter(was, field, field.type.kind === 'list' && sets.includes(field.name))];
  });
  return (source, version) => {
    const own = source as Readonly<Record<string, unknown>>;
    const head = [
      `"${eventTimeMember}":${stringify(own[eventTimeMember])!}`,
      ...(version === undefined ? [] : [`"${versionMember}":${version}`]),
      ...(own[tombMember] === true ? [`"${tombMember}":true`] : []),
      ...(version === undefined || own[versionsMember] === undefined
        ? []
        : [`"${versionsMember}":${stringify(own[versionsMember])!}`]),
    ];
    const texts = members.map((convert) => convert(source)).filter((text) => text !== undefined);
    return `{${[...head, ...texts].join(',')}}`;
  };
}

/** `"name":value`; undefined when there is no value. */
function memberConverter(was: Field, field: Field, isSet: boolean): (source: object) => string | undefined {
  const key = keyOf(field.name);
  const member = encodeFieldName(field.name);
  if (printType(was.type) === printType(field.type) && !isSet) {
    return (source) => {
      const json = Object.hasOwn(source, member) ? (source as Readonly<Record<string, unknown>>)[member] : undefined;
      return json === undefined || json === null ? undefined : key + stringify(json)!;
    };
  }
  const decode = memberDecoder(was);
  const cast = castValue(was.type, field.type);
  const encode = fieldEncoder(field);
  return (source) => {
    const value = decode(source);
    if (value === null) return undefined;
    const converted = cast(value);
    if (converted === undefined)
      throw new LossyCast(
        field.name,
        `The field "${field.name}" holds ${shown(source, member)}, which ${printType(field.type)} cannot hold without loss`,
      );
    return converted === null ? undefined : key + encode((isSet ? asSet(converted) : converted) as NonNullable<Value>);
  };
}

function shown(source: object, member: string): string {
  const text = stringify((source as Readonly<Record<string, unknown>>)[member]) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
