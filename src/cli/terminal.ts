import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** What a command may do with the outside: results go to `out`, everything else (notes, progress, errors) to `err`. */
export interface Terminal {
  /** True when a person reads `out`. */
  readonly isTerminal: boolean;
  /** Characters per line; undefined when nobody reads along. */
  readonly width?: number;
  readonly colors: Colors;
  out(text: string): void;
  err(text: string): void;
  /** Asks a yes-or-no question; false when nobody can answer. */
  confirm(question: string): Promise<boolean>;
}

/** The process's own streams. Coloured only on a terminal, and never with NO_COLOR (no-color.org: any value that is not empty). */
export function processTerminal(environment: Readonly<Record<string, string | undefined>>): Terminal {
  // Not `isTTY`, which is undefined for a pipe: picocolors would then decide by itself, and colour what CI reads.
  const isTerminal = isatty(1);
  const colored = isTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    isTerminal,
    ...(isTerminal ? { width: process.stdout.columns } : {}),
    colors: pc.createColors(colored),
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    async confirm(question) {
      if (!process.stdin.isTTY) return false;
      const reader = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
      } finally {
        reader.close();
      }
    },
  };
}
