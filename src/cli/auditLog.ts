import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { auditLogObject } from '../analysis/rbac/audit/used.ts';
import { eventsIn, usesOf, type Use } from '../analysis/rbac/audit/uses.ts';
import { usage } from '../app/errors.ts';
import { reasonOf } from '../app/ioReason.ts';
import { printable } from '../core/printable.ts';
import { field, text, type Resource } from '../core/resource.ts';

export interface AuditLog {
  /** Each once. */
  readonly uses: readonly Use[];
  readonly events: number;
  /** Requests that were refused: they used no right. */
  readonly refused: number;
  /** Lines that are no audit event, such as one that was cut off. */
  readonly unreadable: number;
  /** When the first and the last request came in; ISO 8601, absent where no event says so. */
  readonly from?: string;
  readonly to?: string;
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const unreadable = (file: string, error: unknown): Error =>
  usage(
    `--audit-log ${printable(file)} cannot be read: ${reasonOf(error)}.`,
    "Name the file of the API server's --audit-log-path, or - for the standard input.",
  );

/** Takes events in, one at a time. */
class Tally {
  readonly #uses = new Map<string, Use>();
  #counts = { events: 0, refused: 0, unreadable: 0 };
  #from: string | undefined;
  #to: string | undefined;

  add(event: unknown): void {
    const told = usesOf(event);
    if (told === 'no event') {
      this.#counts.unreadable += 1;
      return;
    }
    this.#counts.events += 1;
    if (told === 'refused') this.#counts.refused += 1;
    else for (const use of told.uses) this.#uses.set(JSON.stringify(use), use);
    this.#at(text(field(event, 'requestReceivedTimestamp')));
  }

  /** RFC 3339 in UTC with six digits, as the API server writes it: texts compare as times do. */
  #at(time: string | undefined): void {
    if (time === undefined) return;
    if (this.#from === undefined || time < this.#from) this.#from = time;
    if (this.#to === undefined || time > this.#to) this.#to = time;
  }

  result(): AuditLog {
    const time = this.#from === undefined || this.#to === undefined ? {} : { from: this.#from, to: this.#to };
    return { uses: [...this.#uses.values()], ...this.#counts, ...time };
  }
}

/** Reads a log of JSON lines, one at a time, however large it is. Throws a Failure where it is no audit log. */
export const readAuditLog = async (file: string): Promise<AuditLog> => {
  const tally = new Tally();
  try {
    const input = file === '-' ? process.stdin : createReadStream(file);
    for await (const line of createInterface({ input, crlfDelay: Infinity }))
      if (line.trim() !== '') for (const event of eventsIn(parsed(line))) tally.add(event);
  } catch (error) {
    throw unreadable(file, error);
  }
  const log = tally.result();
  if (log.events === 0 && log.unreadable > 0)
    throw usage(
      `--audit-log ${printable(file)} holds no audit event.`,
      'Give the JSON lines of audit.k8s.io/v1 that the API server writes with --audit-log-format=json.',
    );
  return log;
};

/** What the log shows, as an object beside those of the target; nothing where no log was given. Throws a Failure. */
export const auditLogs = async (file: string | undefined): Promise<readonly Resource[]> =>
  file === undefined ? [] : [auditLogObject(await readAuditLog(file))];
