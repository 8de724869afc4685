/** What Retool itself offers to expressions. Of the libraries: docs.retool.com/queries/reference/libraries/preloaded. */
const ofRetool = [
  'current_user urlparams url retoolContext theme viewport localStorage utils formatDataAsArray formatDataAsObject',
  '_ moment numbro Papa uuid i18n',
  // What an expression of a row, an option, a column or a widget is about.
  'item i self currentRow currentSourceRow',
];

const ofJavaScript = [
  'undefined NaN Infinity globalThis arguments',
  'Array ArrayBuffer BigInt Blob Boolean DataView Date Error File FormData Function Headers Intl JSON Map Math Number Object Promise Proxy',
  'RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TextDecoder TextEncoder TypeError URIError URL URLSearchParams',
  'Uint8Array WeakMap WeakSet AbortController',
  'atob btoa console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent escape fetch isFinite isNaN parseFloat parseInt',
  'clearInterval clearTimeout setInterval setTimeout structuredClone queueMicrotask unescape window document',
];

/** Names that every `{{ }}` and every piece of code may use. */
export const retoolNames: ReadonlySet<string> = new Set(
  [...ofRetool, ...ofJavaScript].flatMap((line) => line.split(' ')),
);
