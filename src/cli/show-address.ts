/** An address as it was given, in quotes, for errors: a name and a password before the host are left out. */
export const showAddress = (text: string): string => JSON.stringify(text.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@'));
