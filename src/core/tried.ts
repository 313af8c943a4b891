import type { Doubt } from './remediation.ts';

/** A fix that was applied and taken back at once, because something broke. */
export interface Tried {
  /** When it was taken back; ISO 8601. */
  readonly at: string;
  /** What broke: `payments/Deployment checkout: pod checkout-7c9f-k8: CrashLoopBackOff: EACCES /var/cache`. */
  readonly why: string;
}

const AGES = [
  [86_400_000, 'days'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

/** `3 h ago`; both are ISO 8601. */
const ago = (then: string, now: string): string => {
  const age = Date.parse(now) - Date.parse(then);
  const [size, unit] = AGES.find(([of]) => age >= of) ?? [0, ''];
  if (size === 0) return 'just now';
  const count = Math.floor(age / size);
  return `${count} ${unit === 'days' && count === 1 ? 'day' : unit} ago`;
};

export const triedDoubt = ({ at, why }: Tried, now: string): Doubt => ({ text: `tried ${ago(at, now)} and taken back: ${why}`, since: at });

/** Doubts as they are compared with those of another day: an age in their words does not count. */
export const ageless = (doubts: readonly Doubt[]): readonly Partial<Doubt>[] =>
  doubts.map(({ text, since }) => (since === undefined ? { text } : { since }));
