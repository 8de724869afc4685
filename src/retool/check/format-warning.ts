import { formatVersion } from '../codec/empty-app.ts';

/** What to keep in mind of an app that another version of Retool wrote than the one whose format is known; undefined when there is nothing. */
export function formatWarning({ version }: { readonly version: string }): string | undefined {
  if (version === formatVersion) return undefined;
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    const named = version === '' ? 'no version of Retool' : `${JSON.stringify(version)} as the version of Retool`;
    return `The file names ${named}. It was read as one of ${formatVersion}; look at what is reported twice.`;
  }
  const age = isOlder(version, formatVersion) ? 'an older' : 'a newer';
  return `Retool ${version} wrote the file, ${age} version than ${formatVersion}, whose format is known: widgets that work differently there may be misread.`;
}

function isOlder(left: string, right: string): boolean {
  const [a, b] = [left, right].map((one) => one.split('.').map(Number));
  const index = a!.findIndex((part, at) => part !== b![at]);
  return a![index]! < b![index]!;
}
