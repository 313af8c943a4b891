import { hiddenIn } from '../analysis/hiddenIn.ts';
import { field, items, kindOf, type Resource } from '../core/resource.ts';
import type { Facts, Snapshot } from '../core/snapshot.ts';
import { DECLARED, podSpecOf } from '../core/workload.ts';
import type { TriedFix } from './journal.ts';

const PROGRAM = ['name', 'image', 'command', 'args', 'env', 'envFrom'];

/** Names what runs in a workload's pods: image, command, arguments and environment of each container. */
export const programOf = (workload: Resource): string => {
  const containers = DECLARED.flatMap((list) => items(podSpecOf(workload)?.[list]));
  const { createHash } = process.getBuiltinModule('node:crypto'); // as an import it costs every start 10 ms
  return createHash('sha256')
    .update(JSON.stringify(containers.map((container) => PROGRAM.map((name) => field(container, name) ?? null))))
    .digest('hex')
    .slice(0, 16);
};

/** What of it still counts: the program that broke is there, unchanged; what may not be read any more counts on. */
export const stillTried = (tried: readonly TriedFix[], snapshot: Snapshot): NonNullable<Facts['tried']> => {
  const counts = ({ workload, program }: TriedFix): boolean => {
    const live = snapshot.get(workload);
    if (!live) return snapshot.unread.some(({ kind }) => kind === kindOf(workload));
    return program === undefined || programOf(live) === program;
  };
  return new Map(tried.filter(counts).map(({ finding, at, why }) => [finding, { at, why: hiddenIn(why) }]));
};
