/** A parameter as the page shows it. */
export interface ParameterView {
  readonly name: string;
  readonly type: string;
  /** Canonical text; absent: required. */
  readonly default?: string;
  readonly constraints?: {
    readonly enum?: readonly unknown[];
    readonly minimum?: unknown;
    readonly maximum?: unknown;
    readonly max_length?: number;
  };
  readonly description?: string;
  readonly example?: unknown;
}

/**
 * JSON text of `{name: value}` from what stands in the inputs; an empty input is left out, so that the default counts. Numbers go in as they
 * were typed, with all digits; what is no number goes in as text, and the server says what is wrong with it.
 */
export function argumentsJson(parameters: readonly ParameterView[], texts: ReadonlyMap<string, string>): string {
  const members = parameters.flatMap((parameter) => {
    const text = texts.get(parameter.name) ?? '';
    if (text === '') return [];
    const element = parameter.type.endsWith('[]') ? parameter.type.slice(0, -2) : undefined;
    const value =
      element === undefined
        ? scalarJson(parameter.type, text)
        : `[${lines(text)
            .map((line) => scalarJson(element, line))
            .join(',')}]`;
    return [`${JSON.stringify(parameter.name)}:${value}`];
  });
  return `{${members.join(',')}}`;
}

/** Names of the required parameters that nothing was typed for. */
export function missingArguments(
  parameters: readonly ParameterView[],
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  return parameters
    .filter((one) => one.default === undefined && (texts.get(one.name) ?? '') === '')
    .map((one) => one.name);
}

/** The call as a line for a shell. The key stands in a variable, so that the line can be shown to others. */
export function curlOf(address: string, path: string, json: string): string {
  const body = json.replaceAll("'", String.raw`'\''`);
  return `curl -s -H "Authorization: ApiKey $ROCKPOOL_API_KEY" '${address}${path}' -d '{"arguments":${body}}'`;
}

/** The names written `:name` in a statement; `::` is a cast. Good enough to show inputs, the server decides. */
export function parametersOf(sql: string): readonly string[] {
  const code = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  return [...new Set([...code.matchAll(/(?<![:\w]):([A-Za-z_]\w*)/g)].map((match) => match[1]!))];
}

function scalarJson(type: string, text: string): string {
  if ((type === 'int' || type === 'float') && isJson(text) && /^-?\d/.test(text)) return text;
  if (type === 'bool' && (text === 'true' || text === 'false')) return text;
  return JSON.stringify(text);
}

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
