/** The documented exit codes. */
export const EXIT = {
  ok: 0,
  found: 1,
  usage: 2,
  cluster: 3,
  stale: 4,
  rolledBack: 5,
  partial: 6,
  needsTerminal: 7,
  bug: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An expected failure: one sentence, what to do next, a documented exit code; shown without a stack. All else is a bug. */
export class Failure extends Error {
  readonly exit: ExitCode;
  /** What the person can do now, a line each; commands as they can be pasted. */
  readonly next: readonly string[];

  constructor(exit: ExitCode, message: string, next: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.exit = exit;
    this.next = next;
  }
}

export const usage = (message: string, ...next: string[]): Failure => new Failure(EXIT.usage, message, next);

/** What was approved is not what would happen: the object moved on, or the server would now store something else. */
export class Stale extends Failure {
  constructor(message: string, next: readonly string[] = ['Scan again and review the new difference.'], options?: ErrorOptions) {
    super(EXIT.stale, message, next, options);
    this.name = 'Stale';
  }
}

/** The target answered, and the answer was no: not allowed, invalid, or an admission webhook refused. Nothing was written. */
export class Refused extends Failure {
  constructor(message: string, next: readonly string[] = [], options?: ErrorOptions) {
    super(EXIT.cluster, message, next, options);
    this.name = 'Refused';
  }
}

/** The write may or may not have happened (a cut connection, a timeout, 504): it is never sent again, only looked up. */
export class UnknownOutcome extends Failure {
  constructor(message: string, options?: ErrorOptions) {
    super(EXIT.partial, message, ['Run `kubeharden recover`, which finds out what happened.'], options);
    this.name = 'UnknownOutcome';
  }
}
