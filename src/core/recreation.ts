import type { Guide } from './remediation.ts';
import { annotationsOf, describeRef, kindOf, type Resource } from './resource.ts';
import type { Snapshot } from './snapshot.ts';

/** Kinds whose pod spec the API server does not let anybody change. */
const IMMUTABLE = ['Pod', 'batch/Job'];

/** The steps for a workload in a cluster whose pod spec cannot be edited in place; undefined where it can. In files anything can. */
export const recreationGuide = (resource: Resource, snapshot: Snapshot): Guide | undefined => {
  if (snapshot.facts.origin === 'files' || !IMMUTABLE.includes(kindOf(resource))) return undefined;
  if (annotationsOf(resource)['kubernetes.io/config.mirror'] !== undefined)
    return { steps: ['Edit the manifest of this static pod on its node (usually in /etc/kubernetes/manifests); the kubelet restarts it.'] };
  const name = describeRef(snapshot.ref(resource));
  return {
    steps: [
      `The pod spec of a ${resource.kind} cannot be changed while it exists.`,
      `Correct the manifest that ${name} came from, as \`kubeharden apply -f\` does for files.`,
      `Delete ${name} and create it again from that manifest.`,
    ],
  };
};
