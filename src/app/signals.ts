/** Exit codes of the signals that ask a program to end: 128 and the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** As if the terminal had hung up. */
export const HUNG_UP = CODES.SIGHUP;

/** Tells of each such signal, with the exit code that it asks for, until the function that it returns is called. */
export const onSignals = (tell: (code: number) => void): (() => void) => {
  const handlers = Object.entries(CODES).map(([signal, code]) => [signal, () => tell(code)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
};
