// All of the catalogue on a snapshot of 20,000 pods against JSON.parse of the same bytes, and how its cost grows.
import { catalogue as remediations } from '../remediations/index.ts';
import { ownerOf } from '../src/app/scan.ts';
import { scan } from '../src/core/scan.ts';
import { snapshotOf } from '../src/core/snapshot.ts';
import { cluster } from './objects.mjs';

const FACTS = { now: '2026-11-21T10:00:00Z', origin: 'cluster', serverVersion: 'v1.36.2' };

/** Everything that a cluster of so many workloads holds, as text. */
const textsOf = (workloads) =>
  Object.values(cluster(workloads)).flatMap(({ apiVersion, kind, items }) =>
    items.map((item) => JSON.stringify({ apiVersion, kind, ...item })),
  );

/** Of this thread, in ms: nothing here waits, so on an idle machine it is the time on the clock, and on a busy one it still is ours. */
const processorTime = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

const timed = (times, act) => {
  let least = Infinity;
  for (let i = 0; i < times; i++) {
    globalThis.gc?.();
    const begin = processorTime();
    act();
    least = Math.min(least, processorTime() - begin);
  }
  return least;
};

const measured = (workloads, times) => {
  const texts = textsOf(workloads);
  const parse = timed(times, () => texts.map((text) => JSON.parse(text)));
  const resources = texts.map((text) => JSON.parse(text));
  let found = 0;
  // A new snapshot each time: what is derived from one is remembered with it.
  const evaluate = timed(times, () => {
    const snapshot = snapshotOf(
      resources.map((resource) => ({ resource })),
      FACTS,
    );
    found = scan(snapshot, remediations, ownerOf).findings.length;
  });
  return { parse, evaluate, found, objects: texts.length };
};

export const catalogue = (times) => {
  const small = measured(200, times * 10);
  const large = measured(2_000, times);
  const note = `${remediations.length} remediations, ${large.objects} objects, ${large.found} findings`;
  return [
    { name: 'catalogue on 20,000 pods', ours: large.evaluate, floor: large.parse, unit: 'ms', limit: 1, note },
    {
      name: 'growth from 2,000 to 20,000 pods',
      ours: large.evaluate / large.objects,
      floor: small.evaluate / small.objects,
      unit: 'ms/object',
      limit: 1.5,
    },
  ];
};
