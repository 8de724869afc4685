import type { YAMLError } from 'yaml';

interface Mistake {
  readonly message: string;
  readonly hint?: string;
}

const unquotedList = /\b(\w+)\[$/;

/** A parser's complaint in the words of the person who writes the file, with the usual way out; without the text itself when that may be a secret. */
export function yamlMistake(error: YAMLError, text: string, isSecret: boolean): Mistake {
  const complaint = lower(isSecret ? withoutText(error.message) : error.message);
  const before = text.slice(0, error.pos[0]);
  const type = unquotedList.exec(text.slice(0, error.pos[0] + 1))?.[1];
  if (type !== undefined && text[error.pos[0] + 1] === ']') {
    return { message: `a type like ${type}[] needs quotes inside { }.`, hint: `Write "${type}[]".` };
  }
  if (before.endsWith('$') && text[error.pos[0]] === '{') {
    return { message: 'a value with ${…} needs quotes inside { }.', hint: 'Write "${NAME}".' };
  }
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'a tab is used as indentation.', hint: 'Indent with spaces.' };
    case 'DUPLICATE_KEY':
      return {
        message: `the key ${JSON.stringify(wordAt(text, error.pos[0]))} stands twice in the same place.`,
        hint: 'Keep one of them.',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { message: 'a text that contains ": " needs quotes.', hint: 'Put the whole value in quotes.' };
    case 'MISSING_CHAR':
      return {
        message: `${complaint}.`,
        hint: 'Close what was opened, or indent the line like its neighbours.',
      };
    case 'BAD_SCALAR_START':
      return { message: `${complaint}.`, hint: 'Put the whole value in quotes.' };
    case 'BAD_INDENT':
      return { message: `${complaint}.`, hint: 'Indent it like its neighbours, and close every { and [.' };
    case 'TAG_RESOLVE_FAILED':
      return {
        message: `${complaint}.`,
        hint: 'Values here are plain; a text that begins with ! needs quotes.',
      };
    default:
      return { message: `${complaint}.` };
  }
}

const withoutText = (message: string): string => message.split(':')[0]!.replace(/(?<=sequence) .*/, '');

const lower = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1).replace(/[.]$/, '');

function wordAt(text: string, offset: number): string {
  return /^["']?([^"':\s]+)/.exec(text.slice(offset))?.[1] ?? '';
}
