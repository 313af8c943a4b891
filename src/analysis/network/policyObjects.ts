import type { Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Draft } from './allows.ts';
import { policiesIn } from './policies.ts';

/** The name itself, or with the first number that makes it free. */
export const freeName = (wanted: string, taken: ReadonlySet<string>): string => {
  const name = wanted.slice(0, 240);
  for (let i = 1; ; i++) {
    const next = i === 1 ? name : `${name}-${i}`;
    if (!taken.has(next)) return next;
  }
};

/** The drafts as objects of the namespace, each under a name that no policy there has. */
export const policyObjects = (drafts: readonly Draft[], namespace: string, snapshot: Snapshot): readonly Resource[] => {
  const taken = new Set(policiesIn(namespace, snapshot).map((policy) => policy.metadata.name));
  return drafts.map(({ name: wanted, ...spec }) => {
    const name = freeName(wanted, taken);
    taken.add(name);
    return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
  });
};
