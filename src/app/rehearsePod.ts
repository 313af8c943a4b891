import { ENDPOINTS, hasAddress, takenForReady } from '../analysis/rehearsal/exposed.ts';
import { hintFor } from '../analysis/rehearsal/hints.ts';
import { verdictOn, type Verdict } from '../analysis/rehearsal/verdict.ts';
import type { Ref, Resource } from '../core/resource.ts';
import { lastLines } from './lastWords.ts';
import type { Clock } from './recorder.ts';
import type { Failed, Outcome } from './rehearsal.ts';
import type { Target } from './target.ts';
import type { RunControl } from './transaction.ts';

/** How long a rehearsal takes at most, and how long a program has to stay ready. */
export interface Patience {
  /** Until all containers are ready. */
  readonly startMs: number;
  /** That they stay so. */
  readonly readyMs: number;
}

export const PATIENCE: Patience = { startMs: 120_000, readyMs: 10_000 };

/** Also how long a pod that is ready against all expectation stays so. */
const POLL_MS = 500;
/** A scheduler decides at once; only an autoscaler makes it change its mind. */
const UNSCHEDULED_MS = 20_000;
const LINES = 20;

interface Watching {
  readonly target: Target;
  readonly clock: Clock;
  readonly control: RunControl;
}

/** Of the run that goes on, or else of the one before it. */
const printed = async ({ target, clock }: Watching, pod: Ref, container: string): Promise<readonly string[]> => {
  const request = { lines: LINES, ...(container === '' ? {} : { container }) };
  const now = await lastLines(target, pod, request, clock);
  return now.length > 0 ? now : lastLines(target, pod, { ...request, previous: true }, clock);
};

const failed = async (at: Watching, pod: Ref, { reason, message, container }: Extract<Verdict, { state: 'failed' }>): Promise<Failed> => {
  const lines = await printed(at, pod, container);
  const words = [reason, message].filter((part) => part !== '').join(', ');
  const hint = hintFor([words, ...lines].join('\n'));
  const lastLine = lines.at(-1);
  return {
    state: 'failed',
    reason: `container ${container}: ${words}`,
    ...(lastLine === undefined ? {} : { lastLine }),
    ...(hint ? { hint } : {}),
  };
};

const late = async (at: Watching, pod: Ref, seconds: number, detail: string): Promise<Outcome> => {
  const lastLine = (await printed(at, pod, '')).at(-1);
  return { state: 'inconclusive', reason: `not ready after ${seconds} s: ${detail}`, ...(lastLine === undefined ? {} : { lastLine }) };
};

/** What the verdict of this moment settles; undefined: look again. `over`: it has waited as long as it may. */
const settled = async (
  at: Watching,
  pod: Ref,
  verdict: Verdict,
  { waited, ready }: { readonly waited: number; readonly ready: number },
  patience: Patience,
): Promise<Outcome | undefined> => {
  if (verdict.state === 'failed') return failed(at, pod, verdict);
  if (verdict.state === 'ready' && (verdict.over || ready >= patience.readyMs))
    return { state: 'ready', seconds: Math.round(ready / 1000) };
  if (verdict.state === 'inconclusive' && (verdict.final || waited >= UNSCHEDULED_MS)) return verdict;
  if (at.control.stop.aborted || at.control.leave.aborted) return { state: 'inconclusive', reason: 'it was stopped' };
  if (waited < patience.startMs + ready) return undefined;
  return late(at, pod, Math.round(waited / 1000), verdict.state === 'waits' ? verdict.detail : 'it did not stay ready');
};

/** Judges by the pod, and by whether a Service sends it traffic; what may not be read of those is not asked for again. */
const judge = ({ target, control }: Watching): ((pod: Resource) => Promise<Verdict>) => {
  let kinds = ENDPOINTS;
  return async (pod) => {
    const seen = verdictOn(pod);
    const [kind] = kinds;
    if (kind === undefined || !hasAddress(pod) || (seen.state === 'inconclusive' && seen.final)) return seen;
    const { namespace = 'default' } = pod.metadata;
    const snapshot = await target.read({ kinds: [kind], namespace, signal: control.leave });
    if (snapshot.unread.some((unread) => unread.kind === kind)) kinds = kinds.slice(1);
    const exposed = takenForReady(pod, snapshot.list(kind, namespace));
    return exposed === undefined ? seen : { state: 'inconclusive', reason: exposed, final: true };
  };
};

/** Looks at a rehearsal's pod until it has shown something, or the patience is over. */
export const watchPod = async (at: Watching, pod: Ref, patience: Patience): Promise<Outcome> => {
  const { target, clock, control } = at;
  const now = (): number => clock.now().getTime();
  const start = now();
  const verdictNow = judge(at);
  let since: number | undefined;
  for (;;) {
    const live = await target.get(pod);
    if (!live) return { state: 'inconclusive', reason: 'somebody deleted the pod' };
    const verdict = await verdictNow(live);
    since = verdict.state === 'ready' ? (since ?? now()) : undefined;
    const outcome = await settled(at, pod, verdict, { waited: now() - start, ready: since === undefined ? 0 : now() - since }, patience);
    if (outcome) return outcome;
    await clock.wait(POLL_MS, AbortSignal.any([control.stop, control.leave]));
  }
};
