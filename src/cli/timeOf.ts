import { usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';

const MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** `2026-02-30` is taken for the second of March otherwise. */
const hasDay = (text: string): boolean => {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
};

const AGO = /^((?:\d+[smhdw])+)(?:\s*ago)?$/;

const agoIn = (text: string): number | undefined => {
  const [, parts] = AGO.exec(text) ?? [];
  return (
    (parts && [...parts.matchAll(/(\d+)([smhdw])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (MS[unit ?? ''] ?? 0), 0)) ||
    undefined
  );
};

/** `2026-11-21T08:00:00Z`, or how long ago: `2h`, `1h30m ago`, `3d`. Throws a Failure for anything else, and for the future. */
export const timeOf = (text: string, now: Date): Date => {
  const trimmed = text.trim();
  const ago = agoIn(trimmed);
  const time = new Date(
    ago === undefined ? (RFC3339.test(trimmed) && hasDay(trimmed) ? trimmed.replace(' ', 'T').toUpperCase() : NaN) : now.getTime() - ago,
  );
  if (Number.isNaN(time.getTime()))
    throw usage(
      `--to-time ${printable(text)} is no time.`,
      'Give one with its zone, such as 2026-11-21T08:00:00Z, or how long ago, such as 2h or 3d.',
    );
  if (time > now) throw usage(`--to-time ${printable(text)} has not come yet.`, 'Give a time in the past.');
  return time;
};
