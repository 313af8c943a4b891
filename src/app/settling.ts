import { describeRef, type Ref } from '../core/resource.ts';
import { EXIT, Failure } from './errors.ts';
import { withLastWords } from './lastWords.ts';
import { inParallel } from './parallel.ts';
import type { Clock, Recorder } from './recorder.ts';
import type { Step } from './run.ts';
import type { Rollout, Target, Vitals } from './target.ts';

/** Unless told: a program that cannot live crashes within seconds, and its second crash is a CrashLoopBackOff. */
export const SETTLE_MS = 10_000;

const POLL_MS = 2000;
const AT_ONCE = 8;
/** As long as something restarts it is looked at longer, but not for ever: so many times as long. */
export const LONGEST = 12;

interface Watched {
  readonly index: number;
  readonly step: Step;
  /** Services that it fed before the change. */
  readonly serves: readonly string[];
  readonly begun: number;
  restarts: number;
  /** Since when nothing was wrong with it. */
  since: number;
}

/** What turned out bad after all. */
export interface Relapse {
  readonly index: number;
  readonly rollout: Rollout;
}

export interface Settling {
  /** From now on the workload of this step has to stay as it is. `before`: how it was before the change. */
  readonly add: (index: number, step: Step, before: Vitals) => Promise<void>;
  /** Looks at all that is watched, at most every two seconds. */
  readonly look: () => Promise<readonly Relapse[]>;
  readonly isOver: () => boolean;
}

export interface SettlingOptions {
  readonly target: Target;
  readonly clock: Clock;
  /** How long a workload must stay healthy. */
  readonly settleMs: number;
}

/** Throws a Failure where that may not be read any more. */
const lostService = ({ serves }: Watched, now: Vitals | undefined): Rollout | undefined => {
  if (serves.length > 0 && now && !now.serves)
    throw new Failure(EXIT.cluster, `whether Service ${serves.join(', ')} has lost its endpoints may not be read any more`);
  const lost = serves.filter((name) => !now?.serves?.includes(name));
  if (lost.length === 0) return undefined;
  return { state: 'degraded', detail: `no ready endpoint any more: Service ${lost.join(', ')}` };
};

type Verdict = 'settled' | 'watched' | Rollout;

/** What is wrong with it, or whether it is to be watched on. */
const judge = async ({ target, clock, settleMs }: SettlingOptions, of: Watched, tell: (text: string) => void): Promise<Verdict> => {
  const now = (): number => clock.now().getTime();
  const isLate = now() - of.begun >= LONGEST * settleMs;
  const rollout = await target.rollout(of.step.ref);
  if (rollout?.state === 'degraded') return withLastWords(target, rollout, clock, tell);
  if (rollout?.state === 'progressing') {
    of.since = now();
    return isLate ? { state: 'degraded', detail: `healthy for a moment, then not any more: ${rollout.detail}` } : 'watched';
  }
  const vitals = await target.vitals?.(of.step.ref);
  if (vitals && vitals.restarts > of.restarts) {
    tell(`a container was started anew, ${vitals.restarts} times so far`);
    Object.assign(of, { restarts: vitals.restarts, since: now() });
  }
  return now() - of.since < settleMs && !isLate ? 'watched' : (lostService(of, vitals) ?? 'settled');
};

/** Keeps an eye on workloads that have become healthy: a pod may be ready for a second and crash then, and a Service may have lost it. */
export const settling = (options: SettlingOptions, { log }: Recorder): Settling => {
  const { target, clock, settleMs } = options;
  let watched: readonly Watched[] = [];
  let looked = 0;
  const now = (): number => clock.now().getTime();
  const judged = async (of: Watched): Promise<Verdict> => {
    const name = describeRef(of.step.ref);
    try {
      return await judge(options, of, (text) => log(`${name}: ${text}`, 'warn'));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log(`${name} is not watched any more: ${error.message}`, 'warn');
      return 'settled';
    }
  };
  /** None where that cannot be asked: then each that is seen is new. */
  const restartsNow = async (ref: Ref): Promise<number> => {
    try {
      return (await target.vitals?.(ref))?.restarts ?? 0;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return 0;
    }
  };
  return {
    async add(index, step, { serves = [] }) {
      if (settleMs === 0) return;
      const restarts = await restartsNow(step.ref);
      watched = [...watched, { index, step, serves, restarts, begun: now(), since: now() }];
    },
    async look() {
      if (watched.length === 0 || now() - looked < POLL_MS) return [];
      const verdicts = await inParallel(AT_ONCE, watched, async (of) => ({ of, verdict: await judged(of) }));
      looked = now();
      watched = verdicts.flatMap(({ of, verdict }) => (verdict === 'watched' ? [of] : []));
      return verdicts.flatMap(({ of, verdict }) => (typeof verdict === 'string' ? [] : [{ index: of.index, rollout: verdict }]));
    },
    isOver: () => watched.length === 0,
  };
};
