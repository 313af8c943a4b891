import { annotationsOf, field, items, kindOf, text, type Resource } from '../core/resource.ts';
import { containersOf, DECLARED, podSpecOf } from '../core/workload.ts';

/** Folders of a node in which network plugins and storage drivers put themselves. */
const PLUGIN_FOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^\/(opt\/cni|etc\/cni)(\/|$)/, 'a network plugin, which sets up the network of its node'],
  [/^\/var\/lib\/kubelet\/(plugins|plugins_registry|csi-plugins)(\/|$)/, 'a storage driver, which mounts volumes on its node'],
];

/** Folders of the node that its containers may write: who only looks into one puts nothing there. */
const writtenPaths = (workload: Resource): readonly string[] => {
  const written = new Set(
    containersOf(workload, DECLARED).flatMap(({ container }) =>
      items(container['volumeMounts']).flatMap((mount) => (mount['readOnly'] === true ? [] : [mount['name']])),
    ),
  );
  return items(podSpecOf(workload)?.['volumes']).flatMap((volume) =>
    written.has(volume['name']) ? (text(field(volume, 'hostPath', 'path')) ?? []) : [],
  );
};

const pluginReason = (workload: Resource): string | undefined => {
  if (kindOf(workload) !== 'apps/DaemonSet') return undefined;
  const paths = writtenPaths(workload);
  return PLUGIN_FOLDERS.find(([folder]) => paths.some((path) => folder.test(path)))?.[1];
};

/**
 * Why a workload is a part of the cluster that needs more of its node than a program does, undefined where it is none:
 * static pods and critical components in kube-system, and the agents of network and storage plugins.
 */
export const systemReason = (workload: Resource): string | undefined => {
  const priority = text(podSpecOf(workload)?.['priorityClassName']) ?? '';
  if (workload.metadata.namespace === 'kube-system') {
    if (annotationsOf(workload)['kubernetes.io/config.mirror'] !== undefined)
      return 'a static pod, by which the node runs the cluster itself';
    if (priority.startsWith('system-')) return `a component of the cluster (${priority})`;
  }
  return pluginReason(workload);
};
