import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { eventsIn, usesOf, type Use } from '../analysis/rbac/audit/uses.ts';
import { usage } from '../app/errors.ts';
import { reasonOf } from '../app/ioReason.ts';
import { printable } from '../core/printable.ts';

export interface AuditLog {
  /** Each once. */
  readonly uses: readonly Use[];
  readonly events: number;
  /** Requests that were refused: they used no right. */
  readonly refused: number;
  /** Lines that are no audit event, such as one that was cut off. */
  readonly unreadable: number;
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

/** Reads a log of JSON lines, one at a time, however large it is. Throws a Failure where it is no audit log. */
export const readAuditLog = async (file: string): Promise<AuditLog> => {
  const uses = new Map<string, Use>();
  let [events, refused, unclear] = [0, 0, 0];
  try {
    const input = file === '-' ? process.stdin : createReadStream(file);
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      for (const event of eventsIn(parsed(line))) {
        const told = usesOf(event);
        if (told === 'no event') unclear += 1;
        else events += 1;
        if (told === 'refused') refused += 1;
        if (typeof told === 'object') for (const use of told.uses) uses.set(JSON.stringify(use), use);
      }
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (events === 0 && unclear > 0)
    throw usage(
      `--audit-log ${printable(file)} holds no audit event.`,
      'Give the JSON lines of audit.k8s.io/v1 that the API server writes with --audit-log-format=json.',
    );
  return { uses: [...uses.values()], events, refused, unreadable: unclear };
};
