/**
 * The day after which a minor of Kubernetes gets no fixes any more (kubernetes.io/releases/patch-releases). Newer ones are
 * not known yet; the older ones ended before.
 */
const ENDS: Readonly<Record<number, string>> = {
  24: '2023-07-28',
  25: '2023-10-28',
  26: '2024-02-28',
  27: '2024-06-28',
  28: '2024-10-28',
  29: '2025-02-28',
  30: '2025-06-28',
  31: '2025-10-28',
  32: '2026-02-28',
  33: '2026-06-28',
  34: '2026-10-27',
  35: '2027-02-28',
};
const FIRST = Math.min(...Object.keys(ENDS).map(Number));

/** Since when a minor gets no fixes, if that is over at `now` (ISO 8601): `2025-06-28`, `before 2023-07-28`. */
export const endedOn = (minor: number, now: string): string | undefined => {
  if (minor < FIRST) return `before ${ENDS[FIRST] ?? ''}`;
  const end = ENDS[minor];
  return end !== undefined && end < now.slice(0, 10) ? end : undefined;
};

/** How many minors a kubelet may be older than its API server: three since v1.28, two before. */
const oldest = (serverMinor: number): number => serverMinor - (serverMinor >= 28 ? 3 : 2);

/** What is wrong between a kubelet and its API server (kubernetes.io/releases/version-skew-policy). */
export const kubeletSkew = (kubelet: number, server: number): string | undefined => {
  if (kubelet > server) return `is newer than the API server (v1.${server})`;
  return kubelet < oldest(server) ? `is more than ${server - oldest(server)} minors older than the API server (v1.${server})` : undefined;
};

/** The same for the controller manager and the scheduler. */
export const controllerSkew = (component: number, server: number): string | undefined => {
  if (component > server) return `is newer than the API server (v1.${server})`;
  return component < server - 1 ? `is more than one minor older than the API server (v1.${server})` : undefined;
};
