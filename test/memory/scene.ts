import type { Change } from '../../src/core/change.ts';
import type { Ref, Resource } from '../../src/core/resource.ts';
import type { Preview, Rollout, Target } from '../../src/app/target.ts';

export const NOW = (): Date => new Date('2026-11-21T08:00:00Z');

export const namespace = (name: string, labels: Readonly<Record<string, string>> = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export const pod = (ns: string, name: string, container: object = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: ns },
  spec: { containers: [{ name: 'main', image: 'registry.example/main:1', ...container }] },
});

export const workload = (kind: string, ns: string, name: string, needs?: string): Resource => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: ns },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name }, ...(needs === undefined ? {} : { annotations: { 'testcluster/needs': needs } }) },
      spec: { containers: [{ name: 'main', image: 'registry.example/main:1' }] },
    },
  },
});

export const write = async (
  target: Target,
  change: Change,
): Promise<{ readonly preview: Preview; readonly stored: Resource | undefined }> => {
  const preview = await target.preview(change);
  return { preview, stored: await target.write(change, preview) };
};

export const changed = async (target: Target, ref: Ref, change: (resource: Resource) => Resource): Promise<Change> => {
  const before = await target.get(ref);
  if (!before) throw new Error(`${ref.name} is not there`);
  return { ref, before, after: change(before) };
};

/** All that a rollout says until it is over. */
export const rolledOut = async (target: Target, ref: Ref): Promise<readonly Rollout[]> => {
  const told: Rollout[] = [];
  for (;;) {
    const rollout = await target.rollout(ref);
    if (!rollout) throw new Error(`${ref.name} has no rollout`);
    told.push(rollout);
    if (rollout.state !== 'progressing') return told;
  }
};
