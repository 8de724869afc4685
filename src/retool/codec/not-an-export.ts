/** Why a text is no export of a classic app, and what to do instead, where its beginning or its members tell. */
export interface NotAnExport {
  readonly why: string;
  readonly hint: string;
}

const asJson = 'In Retool open the app and choose ••• → Export → JSON';
const otherwise = `${asJson}; apps of the newer React format cannot be read.`;

/** Of a text that is no JSON. */
export function notJson(text: string): NotAnExport {
  // docs.retool.com/apps/guides/app-management/import-export: classic apps leave as JSON or as a ZIP of Toolscript, React apps are ZIPs of code.
  if (text.startsWith('PK')) {
    const hint = `${asJson}, not Toolscript ZIP. An app of the newer React format cannot be read: only classic apps have such an export.`;
    return { why: 'it is no JSON but a ZIP', hint };
  }
  if (/^\s*</.test(text)) return { why: 'it is no JSON but Toolscript', hint: `${asJson}, not Toolscript.` };
  if (/^\s*import\s.*\sfrom\s/.test(text)) {
    return {
      why: 'it is no JSON but code, as of an app of the newer React format',
      hint: 'Only classic apps can be read.',
    };
  }
  if (text.trim() === '') return { why: 'it is empty', hint: otherwise };
  // Only what begins like an export may be the beginning of one.
  if (/^\s*\{/.test(text) && !/\}\s*$/.test(text))
    return { why: 'it is no JSON: it ends before its last }', hint: `${asJson}, and let the whole file arrive.` };
  return { why: 'it is no JSON', hint: otherwise };
}

/** Of JSON without an app state. */
export function noAppState(json: unknown): NotAnExport {
  const why = 'it has no page.data.appState';
  const has = (name: string): boolean => typeof json === 'object' && json !== null && Object.hasOwn(json, name);
  if (has('type') && has('options')) {
    return {
      why: `${why}: it is a resource`,
      hint: 'Name the file of the app; a resource is brought to Retool with `rockpool retool push`.',
    };
  }
  if (has('openapi') || has('swagger')) {
    return { why: `${why}: it is an OpenAPI document`, hint: 'Name the file of the app.' };
  }
  if (has('appState')) {
    return { why: `${why}: it is the state alone`, hint: `${asJson}, and name that file as it is.` };
  }
  return { why, hint: otherwise };
}

/** Of a state that cannot be read, or is of something else. */
export const notAnApp = (why: string): NotAnExport => ({
  why,
  hint: `${otherwise} An app of a very old Retool can be read after a newer one has exported it.`,
});
