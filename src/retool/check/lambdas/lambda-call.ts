import type { QualifiedName } from '../../../base/name.ts';
import type { Plugin } from '../../app.ts';
import { textOf } from '../json-parts.ts';
import { embeddedIn } from '../template-text.ts';
import { bodyArguments } from './body-arguments.ts';
import type { GivenArguments } from './given-arguments.ts';
import { queryArguments } from './query-arguments.ts';

/** A query that calls a lambda. */
export interface LambdaCall extends QualifiedName {
  /** How the version is named. */
  readonly by: 'tag' | 'version';
  readonly tag: string;
  readonly given: GivenArguments;
  /** False: it asks what the lambda is. */
  readonly executes: boolean;
}

const segment = String.raw`([^/?#]+)`;
const callPath = new RegExp(
  `(?:^|/)ws/${segment}/lambdas/${segment}/(tags|versions)/${segment}(/rows(?:\\.\\w+)?)?/?$`,
);

/** The lambda that a REST query calls; undefined for other queries, and when a `{{ }}` decides which lambda it is. */
export function lambdaCallOf({ subtype, template }: Plugin): LambdaCall | undefined {
  if (subtype !== 'RESTQuery') return undefined;
  const text = textOf(template['query']);
  const [path, query] = splitQuery(text);
  const found = callPath.exec(path);
  if (found === null) return undefined;
  const [workspace, name, kind, tag] = found.slice(1, 5).map(decoded);
  if ([workspace, name, kind, tag].some((one) => one!.includes('{{'))) return undefined;
  const isGet = (template['type'] ?? 'GET') === 'GET';
  const isRows = found[5] !== undefined;
  return {
    workspace: workspace!,
    name: name!,
    by: kind === 'tags' ? 'tag' : 'version',
    tag: tag!,
    given: isGet ? queryArguments(query) : bodyArguments(template),
    executes: isGet === isRows,
  };
}

/** Path and query string; a question mark inside of `{{ }}` is JavaScript's. */
function splitQuery(text: string): readonly [string, string] {
  const masked = embeddedIn(text).reduce(
    (one, { source }) => one.replace(source, () => ' '.repeat(source.length)),
    text,
  );
  const at = masked.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** What is encoded wrongly names nothing, and is told as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
