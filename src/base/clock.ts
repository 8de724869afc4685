/** Time as an argument, so that nothing has to wait in a test. Milliseconds since 1970. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
