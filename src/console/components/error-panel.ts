import { RockpoolError } from '../../base/error.ts';
import { element } from './element.ts';

export interface ErrorPanel {
  readonly node: HTMLElement;
  show(error: unknown): void;
  clear(): void;
}

/** Says what went wrong, where in the SQL, and what to do. Read out at once by a screen reader, and only when it changes. */
export function makeErrorPanel(): ErrorPanel {
  const node = element('div', { class: 'error', role: 'alert', hidden: true });
  let shown = '';
  return {
    node,
    show(error) {
      const { title, message, snippet, hint, code } = describe(error);
      const text = [title, message, snippet, hint].join('\n');
      if (text === shown && !node.hidden) return;
      shown = text;
      node.hidden = false;
      node.replaceChildren(
        element('p', { class: 'error-title' }, title),
        element('p', {}, message),
        ...(snippet === undefined ? [] : [element('pre', {}, snippet)]),
        element('p', { class: 'error-hint' }, hint),
        ...(code === undefined ? [] : [element('p', { class: 'error-code' }, code)]),
      );
    },
    clear() {
      shown = '';
      node.hidden = true;
      node.replaceChildren();
    },
  };
}

interface Described {
  readonly title: string;
  readonly message: string;
  readonly snippet?: string;
  readonly hint: string;
  readonly code?: string;
}

function describe(error: unknown): Described {
  if (!(error instanceof RockpoolError)) {
    return {
      title: 'This page made a mistake',
      message: String(error),
      hint: 'Reload the page; if it happens again, please report it.',
    };
  }
  const place = error.details.place;
  return {
    title: titles[error.row.exit] ?? 'It did not work',
    message:
      place?.line === undefined ? error.message : `${error.message} (line ${place.line}, column ${place.column ?? 1})`,
    ...(place?.snippet === undefined || error.message.includes(place.snippet) ? {} : { snippet: place.snippet }),
    hint: error.hint,
    code: error.code,
  };
}

/** By kind of error, which the exit code of the command line names too. */
const titles: Readonly<Record<number, string>> = {
  2: 'Something in the call is not right',
  3: 'This key may not do that',
  4: 'It is not there',
  5: 'It conflicts with what is there',
  6: 'It hit a limit',
  7: 'The server does not answer',
  70: 'The server made a mistake',
};
