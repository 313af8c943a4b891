import { freeName } from '../src/analysis/network/policyObjects.ts';
import { commandOf } from '../src/analysis/said.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { isWindowsPod } from '../src/analysis/windows.ts';
import { podRemediation } from '../src/core/builders.ts';
import type { Input } from '../src/core/remediation.ts';
import { items, text, type Resource } from '../src/core/resource.ts';
import { securityContextOf, withFields, withSecurityContext } from '../src/core/securityContext.ts';
import { containersOf, DECLARED, declaredIn, withContainers, type Container, type PodSpec } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, nsa, polaris, trivy } from './references.ts';

const isWritable = (container: Container): boolean => securityContextOf(container)['readOnlyRootFilesystem'] !== true;

const PATH = /^\/[^\s,:]+$/;
const pathsIn = (answer: string): readonly string[] => [
  ...new Set(
    answer
      .split(',')
      .map((path) => path.trim().replace(/(?<=[^/]|^\/)\/+$/, ''))
      .filter((path) => path !== ''),
  ),
];

const refuse = (answer: string): string | undefined => {
  const wrong = pathsIn(answer).find((path) => !PATH.test(path) || path.split('/').includes('..'));
  return wrong === undefined ? undefined : `"${wrong}" is no folder of a container: give absolute paths, separated by commas.`;
};

/** Folders for passing things that a command names: caches, temporary files, logs. */
const SAID = /(?:^|=)(\/(?:tmp|run|var\/(?:tmp|run|cache|log|lib))(?:\/[\w.-]+)*)$/;

const saidPaths = (container: Container): readonly string[] => commandOf(container).flatMap((word) => SAID.exec(word)?.[1] ?? []);

/** Whether a volume, or one above it, is there already. */
const isMounted = (container: Container, path: string): boolean =>
  items(container['volumeMounts']).some((mount) => {
    const at = (text(mount['mountPath']) ?? '').replace(/\/$/, '');
    return at !== '' && (path === at || path.startsWith(`${at}/`));
  });

const inputs = (resource: Resource): readonly Input[] => {
  const open = containersOf(resource, DECLARED).filter(({ container }) => isWritable(container));
  const paths = new Set(['/tmp', ...open.flatMap(({ container }) => saidPaths(container))]);
  return [
    {
      name: 'paths',
      ask: 'Folders that the programs write, separated by commas: each becomes an emptyDir of its own for each container',
      default: [...paths].join(','),
      refuse,
    },
  ];
};

const volumeName = (container: Container, path: string): string => {
  const name = `${String(container['name'])}${path}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `writable-${name}`.slice(0, 60).replace(/-+$/, '');
};

/** The container with an emptyDir of its own at each path that no volume has yet; `taken` gets their names. */
const closed = (container: Container, paths: readonly string[], taken: Set<string>): Container => {
  const mounts = paths
    .filter((path) => !isMounted(container, path))
    .map((path) => {
      const name = freeName(volumeName(container, path), taken);
      taken.add(name);
      return { name, mountPath: path };
    });
  const own = Array.isArray(container['volumeMounts']) ? (container['volumeMounts'] as unknown[]) : [];
  const without = withSecurityContext(container, { readOnlyRootFilesystem: true });
  return mounts.length === 0 ? without : withFields(without, { volumeMounts: [...own, ...mounts] });
};

const harden = (spec: PodSpec, paths: readonly string[]): PodSpec => {
  const there = new Set(items(spec['volumes']).flatMap((volume) => text(volume['name']) ?? []));
  const taken = new Set(there);
  const mended = withContainers(spec, (container) => (isWritable(container) ? closed(container, paths, taken) : container));
  const volumes = Array.isArray(spec['volumes']) ? (spec['volumes'] as unknown[]) : [];
  const fresh = [...taken].filter((name) => !there.has(name)).map((name) => ({ name, emptyDir: {} }));
  return fresh.length === 0 ? mended : withFields(mended, { volumes: [...volumes, ...fresh] });
};

export default podRemediation({
  id: 'writable-root',
  title: 'Containers can write their root file system',
  severity: 'medium',
  category: 'pod-security',
  why: 'Whoever gets into a container can change its programs and leave tools there for as long as it runs.',
  risk: 'Programs that write where no volume is mounted fail; what they write into an emptyDir is gone with the pod, and hides what the image holds there.',
  references: [
    cis('5.6.3'),
    kubescape('C-0017'),
    trivy('KSV-0014'),
    polaris('notReadOnlyRootFilesystem'),
    kubeaudit('rootfs'),
    checkov('CKV_K8S_22'),
    kubeLinter('no-read-only-root-fs'),
    nsa('Kubernetes Pod security: immutable container file systems'),
    kubernetes('tasks/configure-pod-container/security-context'),
  ],
  weaknesses: (spec) => {
    if (isWindowsPod(spec)) return [];
    return declaredIn(spec).flatMap(({ container, path }) =>
      isWritable(container)
        ? [{ path: `${path}.securityContext.readOnlyRootFilesystem`, detail: 'readOnlyRootFilesystem is not true' }]
        : [],
    );
  },
  harden: (spec, _resource, _snapshot, { paths = '' }) => harden(spec, pathsIn(paths)),
  inputs,
  doubts: () => [
    {
      text: 'Where its programs write is not visible in the API: try it where it does not matter, with the folders that their manual names.',
    },
  ],
  byDesign: systemReason,
});
