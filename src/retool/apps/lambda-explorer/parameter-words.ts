import type { Json } from '../../../base/json.ts';
import type { ParameterContract } from '../../../api/lambda-contract.ts';
import { elementOf, type ScalarArgumentType } from '../../../schema/argument-type.ts';
import { textOf } from './filled-values.ts';

const words: Readonly<Record<ScalarArgumentType, readonly [one: string, several: string]>> = {
  string: ['text', 'texts'],
  int: ['whole number', 'whole numbers'],
  float: ['number', 'numbers'],
  bool: ['true or false', 'true or false'],
  date: ['day', 'days such as 2026-08-17'],
  timestamp: ['time', 'times such as 2026-08-17T21:19:57Z'],
  datetime: ['time without a zone, such as 2026-08-17T21:19:57', 'times such as 2026-08-17T21:19:57'],
  time: ['time of day, such as 21:19:57', 'times of day such as 21:19:57'],
};

/** What may be given, for the line under an input: `whole number, 1 to 100, default 5`. */
export function parameterWords({ type, constraints = {}, default: standard }: ParameterContract): string {
  const element = elementOf(type);
  const kind = element === undefined ? words[type as ScalarArgumentType][0] : `list of ${words[element][1]}`;
  const { minimum, maximum, min_length, max_length, pattern } = constraints;
  const unit = element === undefined ? 'characters' : 'elements';
  const parts = [
    kind,
    range(minimum, maximum, ''),
    range(min_length, max_length, ` ${unit}`),
    pattern === undefined ? undefined : `matches ${pattern}`,
    standard === undefined || standard === '' ? undefined : `default ${standard}`,
    constraints.nullable === true && standard === undefined ? 'may be empty' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function range(least: Json | undefined, most: Json | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined) return `${textOf(least)} to ${textOf(most)}${unit}`;
  if (least !== undefined) return `at least ${textOf(least)}${unit}`;
  return most === undefined ? undefined : `at most ${textOf(most)}${unit}`;
}
