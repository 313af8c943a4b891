import { differences, withoutServerFields, type Difference } from '../core/diff.ts';
import { managersOf } from '../core/managers.ts';
import { mergeObject } from '../core/merge.ts';
import { annotationsOf, refKey, refOf, type Ref, type Resource } from '../core/resource.ts';
import type { Change } from '../core/change.ts';

/** As it stands in managedFields. */
export const ARGO_CD = 'argocd-controller';

/** As long as Argo CD waits with self-heal. */
const HEALS_MS = 5000;

export const isTracked = (resource: Resource): boolean => annotationsOf(resource)['argocd.argoproj.io/tracking-id'] !== undefined;

/** What the cluster is asked, and how it is written to. */
interface Cluster {
  readonly get: (ref: Ref) => Resource | undefined;
  readonly store: (change: Change, manager: string) => void;
  readonly now: () => Date;
}

/**
 * Argo CD with self-heal: what Git sets comes back some seconds after somebody changed it, whoever owns the field; what Git
 * says nothing of, and what is gone, is left alone. It looks whenever somebody else does.
 */
export const selfHeal = (applied: readonly Resource[], cluster: Cluster): (() => void) => {
  const wanted = applied.filter(isTracked);
  const since = new Map<string, number>();
  const lost = (was: Resource, live: Resource): readonly Difference[] =>
    differences(withoutServerFields(live), withoutServerFields(was)).filter(
      ({ path, after }) => after !== undefined && managersOf(was, path).some(({ name }) => name === ARGO_CD),
    );
  return () => {
    for (const was of wanted) {
      const [ref, key] = [refOf(was), refKey(refOf(was))];
      const live = cluster.get(ref);
      const places = live ? lost(was, live) : [];
      if (!live || places.length === 0) {
        since.delete(key);
        continue;
      }
      const now = cluster.now().getTime();
      const seen = since.get(key) ?? now;
      since.set(key, seen);
      if (now - seen < HEALS_MS) continue;
      since.delete(key);
      cluster.store({ ref, before: live, after: mergeObject(live, places).merged }, ARGO_CD);
    }
  };
};
