import { sameRef } from '../core/resource.ts';
import type { Run } from './run.ts';

/** What an undo brings back has a new uid: under which each object that came back lived before, as the records tell. */
const before = (runs: readonly Run[]): ReadonlyMap<string, string> => {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const returned = runs.flatMap((run) => {
    const undone = run.undoes === undefined ? undefined : byId.get(run.undoes);
    return run.steps.flatMap((step): readonly (readonly [string, string])[] => {
      const uid = step.action === 'create' ? step.after?.metadata.uid : undefined;
      const deleted = undone?.steps.find((of) => of.action === 'delete' && sameRef(of.ref, step.ref));
      const was = deleted?.before?.metadata.uid;
      return uid === undefined || was === undefined ? [] : [[uid, was]];
    });
  });
  return new Map(returned);
};

/** Whether two uids are those of one object, which undoing may have brought back in between. */
export const sameUidIn = (runs: readonly Run[]): ((a: string, b: string) => boolean) => {
  const earlier = before(runs);
  const first = (uid: string): string => {
    const known = new Set([uid]);
    for (let at = earlier.get(uid); at !== undefined && !known.has(at); at = earlier.get(at)) known.add(at);
    return [...known].at(-1) ?? uid;
  };
  return (a, b) => first(a) === first(b);
};
