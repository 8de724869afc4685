/** Variables by name; an empty one counts as set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. No other file reads `process.env`, so that every room can run inside a test. */
export function readEnvironment(): Environment {
  return { ...process.env };
}
