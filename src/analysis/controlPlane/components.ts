import { field, kindOf, text, type Kind, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { containersOf, DECLARED, madeBy, podSpecOf, WORKLOAD_KINDS, type Container } from '../../core/workload.ts';
import { kubeadmComponents } from './kubeadm.ts';
import { parseFlags, type Flags } from './flags.ts';
import { minorOf, minorOfImage } from './release.ts';
import { commandLinesOf, variable, type Word } from './words.ts';

const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd', 'kube-proxy'] as const;
export type ComponentName = (typeof COMPONENTS)[number];

/** A part of the cluster, with the flags that it is started with. */
export interface Component {
  readonly name: ComponentName;
  /** Where its flags stand in the object: `spec.containers[etcd].command`. */
  readonly path: string;
  readonly flags: Flags;
  /** The minor of Kubernetes 1 that it is of, where its image or the target says so. For etcd, nothing. */
  readonly minor: number | undefined;
  /** The container; undefined where kubeadm's configuration tells how it will be started. */
  readonly container?: Container;
}

/** Programs that start the one that follows. */
const STARTERS = new Set(['exec', 'env', 'nice', 'tini', 'dumb-init', 'go-runner', 'hyperkube', 'catatonit']);
const SHORT: Readonly<Record<string, ComponentName>> = {
  apiserver: 'kube-apiserver',
  'controller-manager': 'kube-controller-manager',
  scheduler: 'kube-scheduler',
  proxy: 'kube-proxy',
};

const baseOf = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

const named = (word: string, before: string): ComponentName | undefined => {
  const base = baseOf(word);
  return COMPONENTS.find((name) => name === base) ?? (before === 'hyperkube' ? SHORT[base] : undefined);
};

/** The component that a command line starts, and the words after its name. */
const started = (line: readonly Word[]): { readonly name: ComponentName; readonly rest: readonly Word[] } | undefined => {
  for (const [i, { text: word }] of line.entries()) {
    const name = named(word, baseOf(line[i - 1]?.text ?? ''));
    if (name) return { name, rest: line.slice(i + 1) };
    if (!STARTERS.has(baseOf(word)) && !/^-|^[A-Za-z_]\w*=/.test(word)) return undefined;
  }
  return undefined;
};

/** etcd reads what no flag says from its environment; `ETCD_CERT_FILE` is --cert-file. */
const withEnvironment = (flags: Flags, container: Container): Flags => {
  const names = ['cert-file', 'key-file', 'client-cert-auth', 'auto-tls', 'trusted-ca-file', 'config-file'];
  const all = new Map(flags);
  for (const name of names.flatMap((of) => (of === 'config-file' ? [of] : [of, `peer-${of}`]))) {
    const value = variable(container, `ETCD_${name.toUpperCase().replaceAll('-', '_')}`);
    if (value === undefined || value === '' || flags.has(`--${name}`)) continue;
    all.set(`--${name}`, [{ value, list: 'command', index: 0, places: 0, isPart: true }]);
  }
  return all;
};

const componentsIn = (resource: Resource, serverMinor: number | undefined): readonly Component[] =>
  containersOf(resource, DECLARED).flatMap(({ container, path }) =>
    commandLinesOf(container).flatMap((line) => {
      const found = started(line);
      if (!found) return [];
      const flags = parseFlags(found.rest);
      const list = line.at(-1)?.list ?? 'command';
      return [
        {
          name: found.name,
          path: `${path}.${list}`,
          flags: found.name === 'etcd' ? withEnvironment(flags, container) : flags,
          minor: found.name === 'etcd' ? undefined : (minorOfImage(container['image']) ?? serverMinor),
          container,
        },
      ];
    }),
  );

const CONFIGURATIONS: readonly Kind[] = ['ConfigMap', 'kubeadm.k8s.io/ClusterConfiguration'];

/** Kinds in which components are found. */
export const COMPONENT_KINDS: readonly Kind[] = [...WORKLOAD_KINDS, ...CONFIGURATIONS];

const STARTS = /etcd|apiserver|controller-manager|scheduler|proxy/;

const hasWord = (list: unknown): boolean => Array.isArray(list) && list.some((word) => typeof word === 'string' && STARTS.test(word));

/** Looked for before anything is taken apart: most workloads start none. */
const mayStart = (resource: Resource): boolean => {
  const spec = podSpecOf(resource);
  return DECLARED.some((list) => {
    const containers = spec?.[list];
    return (
      Array.isArray(containers) &&
      containers.some((container: unknown) => hasWord(field(container, 'command')) || hasWord(field(container, 'args')))
    );
  });
};

/**
 * By the object that decides over them. What runs tells more than kubeadm's configuration, which counts only for
 * components of which no container is seen.
 */
export const componentsOf = derived((snapshot): ReadonlyMap<Resource, readonly Component[]> => {
  const found = new Map<Resource, readonly Component[]>();
  const serverMinor = minorOf(snapshot.facts.serverVersion);
  for (const kind of WORKLOAD_KINDS) {
    for (const resource of snapshot.list(kind)) {
      if (madeBy(resource, snapshot) || !mayStart(resource)) continue;
      const components = componentsIn(resource, serverMinor);
      if (components.length > 0) found.set(resource, components);
    }
  }
  const running = new Set([...found.values()].flat().map(({ name }) => name));
  for (const resource of CONFIGURATIONS.flatMap((kind) => snapshot.list(kind))) {
    const components = kubeadmComponents(resource).filter(({ name }) => !running.has(name));
    if (components.length > 0) found.set(resource, components);
  }
  return found;
});

/** The objects that hold a component of this name. */
export const holdersOf = (name: ComponentName, snapshot: Snapshot): readonly Resource[] =>
  [...componentsOf(snapshot)].flatMap(([resource, components]) => (components.some((one) => one.name === name) ? [resource] : []));

/** The components of this name in an object of the snapshot. */
export const heldBy = (resource: Resource, name: ComponentName, snapshot: Snapshot): readonly Component[] =>
  (componentsOf(snapshot).get(resource) ?? []).filter((one) => one.name === name);

/** Why nothing can be said of a component in a cluster; undefined where it is seen, and for files, which need not hold it. */
export const whyUnseen = (name: ComponentName, snapshot: Snapshot): string | undefined => {
  if (snapshot.facts.origin === 'files' || holdersOf(name, snapshot).length > 0) return undefined;
  return `no ${name} is visible in this cluster: whoever runs it knows its flags (a managed control plane is the provider's)`;
};

/** `kube-system/kube-apiserver-a`, for sentences. */
export const placeOf = (resource: Resource): string => {
  const { namespace, name } = resource.metadata;
  return `${namespace === undefined ? '' : `${namespace}/`}${kindOf(resource) === 'Pod' ? '' : `${resource.kind} `}${text(name) ?? ''}`;
};
