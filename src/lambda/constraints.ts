import { elementOf, type ArgumentType, type ScalarArgumentType } from '../schema/argument-type.ts';
import type { Json } from '../base/json.ts';
import type { Value } from '../schema/value.ts';
import { showArgument, toArgumentJson } from './argument-json.ts';
import type { ParameterConstraints } from './lambda.ts';
import { ArgumentRefusal, canonicalText, readArgument } from './read-argument.ts';

type Present = Exclude<Value, null>;

/**
 * Why a value breaks the constraints, or undefined. Of a list, `enum`, `minimum`, `maximum` and `pattern` are about each element, the lengths about
 * the list. Lengths of texts count characters; a pattern may match anywhere, as in JSON Schema.
 */
export function brokenConstraint(
  type: ArgumentType,
  constraints: ParameterConstraints,
  value: Present,
): string | undefined {
  const { min_length: least, max_length: most } = constraints;
  const isText = type === 'string';
  if (isText || elementOf(type) !== undefined) {
    const length = isText ? [...(value as string)].length : (value as readonly Value[]).length;
    const unit = isText ? 'characters' : 'elements';
    if (least !== undefined && length < least) return `it must have at least ${least} ${unit}`;
    if (most !== undefined && length > most) return `it must have at most ${most} ${unit}`;
  }
  const element = elementOf(type);
  if (element === undefined) return brokenByOne(type as ScalarArgumentType, constraints, value);
  for (const [index, one] of (value as readonly Present[]).entries()) {
    const broken = brokenByOne(element, constraints, one);
    if (broken !== undefined) return `${broken} at element ${index + 1}`;
  }
  return undefined;
}

function brokenByOne(type: ScalarArgumentType, constraints: ParameterConstraints, value: Present): string | undefined {
  if (constraints.enum !== undefined) {
    const text = canonicalText(type, value);
    const known = constraints.enum.map((one) => canonicalOf(type, one));
    if (!known.includes(text))
      return `it must be one of ${constraints.enum.map((one) => showArgument(toArgumentJson(one))).join(', ')}`;
  }
  const lowest = bound(type, constraints.minimum);
  if (lowest !== undefined && value < lowest) return `it must be at least ${plain(constraints.minimum)}`;
  const highest = bound(type, constraints.maximum);
  if (highest !== undefined && value > highest) return `it must be at most ${plain(constraints.maximum)}`;
  if (constraints.pattern !== undefined && !patternOf(constraints.pattern).test(String(value)))
    return `it must match ${constraints.pattern}`;
  return undefined;
}

function bound(type: ScalarArgumentType, written: Json | undefined): Present | undefined {
  if (written === undefined) return undefined;
  const read = readArgument(type, toArgumentJson(written));
  return read instanceof ArgumentRefusal ? undefined : read;
}

function canonicalOf(type: ScalarArgumentType, written: Json): string | undefined {
  const read = bound(type, written);
  return read === undefined ? undefined : canonicalText(type, read);
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  if (patterns.size > 1000) patterns.clear();
  const made = new RegExp(source, 'u');
  patterns.set(source, made);
  return made;
}

/** As the author wrote it: dates without quotes. */
const plain = (bound: Json | undefined): string => (typeof bound === 'string' ? bound : JSON.stringify(bound));
