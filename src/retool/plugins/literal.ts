/**
 * A text that Retool shows as it is. Every `{{` in a string is a template to Retool, so a text that holds one becomes a template that says it,
 * with its braces escaped.
 */
export const literal = (text: string): string => (text.includes('{{') ? `{{ ${quoted(text)} }}` : text);

/** A JavaScript string for use inside `{{ }}`, whose braces Retool does not see. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
