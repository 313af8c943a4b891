import type { Sighting, Watched } from '../../app/target.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { batched } from './batched.ts';
import type { Outside, Used } from './outside.ts';

/** Changes come in crowds; what is marked half a second later is marked soon enough. */
const BATCH_MS = 500;
const MINUTE_MS = 60_000;

export interface Following {
  /** Tells what becomes of what was read, and how old it is, until something newer is followed. */
  readonly follow: (snapshot: Snapshot) => void;
  /** Begins anew where it was: the connection is another one. */
  readonly again: () => void;
  /** Nothing is watched until the work is done, which is what changes things then. */
  readonly without: (work: () => Promise<void>) => Promise<void>;
  readonly stop: () => void;
}

/** Wakes once a minute, at the moment when what was read is a minute older. */
const ageing = (outside: Outside, of: Snapshot): (() => void) => {
  const read = Date.parse(of.facts.now);
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const age = Math.max(0, Date.now() - read);
    timer = setTimeout(tell, MINUTE_MS - (age % MINUTE_MS)).unref();
  };
  const tell = (): void => {
    outside.dispatch({ type: 'aged', of, minutes: Math.floor(Math.max(0, Date.now() - read) / MINUTE_MS) });
    wait();
  };
  wait();
  return () => clearTimeout(timer);
};

const watching = async ({ connection }: Used, outside: Outside, of: Snapshot, signal: AbortSignal): Promise<void> => {
  const sightings = batched<Sighting>(BATCH_MS, (all) => signal.aborted || outside.dispatch({ type: 'seen', of, sightings: all }));
  const states = batched<Watched>(BATCH_MS, (all) => {
    const watched = all.at(-1);
    if (watched && !signal.aborted) outside.dispatch({ type: 'watched', of, watched });
  });
  await connection?.watch(of, sightings.add, states.add, signal);
};

export const following = (used: Used, outside: Outside): Following => {
  let of: Snapshot | undefined;
  let watch = new AbortController();
  let stopAgeing = (): void => undefined;
  let writing = 0;
  const again = (): void => {
    watch.abort();
    watch = new AbortController();
    if (of && writing === 0) void watching(used, outside, of, watch.signal).catch(outside.crash);
  };
  return {
    follow(snapshot) {
      of = snapshot;
      stopAgeing();
      stopAgeing = ageing(outside, snapshot);
      again();
    },
    again,
    async without(work) {
      writing++;
      watch.abort();
      try {
        await work();
      } finally {
        writing--;
        again();
      }
    },
    stop() {
      of = undefined;
      watch.abort();
      stopAgeing();
    },
  };
};
