import { field, isRecord, kindOf, text, type Kind, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { readConfig } from './configText.ts';

/** Programs of a node that are set up by a file, and where their configuration is seen. */
interface Place {
  /** In a file, or as a kubelet tells it (`configz`), named after its node. */
  readonly kind: Kind;
  /** In kube-system; kubeadm up to v1.23 wrote the version behind the name. */
  readonly configMap: RegExp;
  readonly key: string;
}

const PLACES = {
  kubelet: { kind: 'kubelet.config.k8s.io/KubeletConfiguration', configMap: /^kubelet-config(?:-1\.\d+)?$/, key: 'kubelet' },
  'kube-proxy': { kind: 'kubeproxy.config.k8s.io/KubeProxyConfiguration', configMap: /^kube-proxy$/, key: 'config.conf' },
} as const satisfies Readonly<Record<string, Place>>;

export type Program = keyof typeof PLACES;

export const KUBELET_CONFIGURATION: Kind = PLACES.kubelet.kind;

/** Kinds in which the configuration of a program is found. */
export const configurationKinds = (program: Program): readonly Kind[] => ['ConfigMap', PLACES[program].kind];

/** The configuration of a program as one object holds it. */
export interface Configuration {
  readonly resource: Resource;
  readonly values: Readonly<Record<string, unknown>>;
  /** Where its text stands in a ConfigMap; undefined where the object is the configuration. */
  readonly textAt?: string;
}

interface Found {
  readonly readable: ReadonlyMap<Resource, Configuration>;
  readonly unreadable: readonly Resource[];
}

const inConfigMap = ({ configMap, key }: Place, resource: Resource): Configuration | 'unreadable' | undefined => {
  const { namespace, name } = resource.metadata;
  if (namespace !== 'kube-system' || !configMap.test(name)) return undefined;
  const data = field(resource, 'data');
  const written = isRecord(data) ? text(data[key]) : undefined;
  if (written === undefined) return undefined;
  const values = readConfig(written);
  return values ? { resource, values, textAt: key.includes('.') ? `data["${key}"]` : `data.${key}` } : 'unreadable';
};

/** What kubeadm fills in where the file that it is given says nothing else. */
const FROM_KUBEADM = { authentication: { x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' } }, rotateCertificates: true };

type Values = Readonly<Record<string, unknown>>;

const over = (defaults: Values, values: Values): Values => ({
  ...defaults,
  ...Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const known = defaults[name];
      return [name, isRecord(known) && (isRecord(value) || value === null) ? over(known, value ?? {}) : value];
    }),
  ),
});

/** A kubelet's configuration in the file from which kubeadm makes a cluster has kubeadm's defaults. */
const ofObject = (resource: Resource, snapshot: Snapshot): Configuration => {
  const file = snapshot.ref(resource).source?.file;
  const isKubeadms =
    file !== undefined &&
    kindOf(resource) === KUBELET_CONFIGURATION &&
    snapshot.list('kubeadm.k8s.io/ClusterConfiguration').some((beside) => snapshot.ref(beside).source?.file === file);
  return { resource, values: isKubeadms ? over(FROM_KUBEADM, resource) : resource };
};

const find = (place: Place, snapshot: Snapshot): Found => {
  const readable = new Map<Resource, Configuration>();
  const unreadable: Resource[] = [];
  for (const resource of snapshot.list('ConfigMap', 'kube-system')) {
    const found = inConfigMap(place, resource);
    if (found === 'unreadable') unreadable.push(resource);
    else if (found) readable.set(resource, found);
  }
  for (const resource of snapshot.list(place.kind)) readable.set(resource, ofObject(resource, snapshot));
  return { readable, unreadable };
};

const found: Readonly<Record<Program, (snapshot: Snapshot) => Found>> = {
  kubelet: derived((snapshot) => find(PLACES.kubelet, snapshot)),
  'kube-proxy': derived((snapshot) => find(PLACES['kube-proxy'], snapshot)),
};

/** Every configuration of a program that is seen, by the object that holds it. */
export const configurationsOf = (program: Program, snapshot: Snapshot): ReadonlyMap<Resource, Configuration> =>
  found[program](snapshot).readable;

/** What cannot be told of a program in this target, though its kinds were read. */
export const undecidedOf = (program: Program, snapshot: Snapshot): readonly string[] => {
  const { readable, unreadable } = found[program](snapshot);
  const unseen = snapshot.facts.origin === 'cluster' && readable.size + unreadable.length === 0;
  return [
    ...(unseen ? [`no configuration of a ${program} is visible in this cluster`] : []),
    ...unreadable.map(({ kind, metadata }) => `${kind} kube-system/${metadata.name}: its YAML is not of the kind that can be read here`),
  ];
};

/** The path of a field as far as the object has it, and the first one that is missing. */
export const standing = (values: Readonly<Record<string, unknown>>, path: string): string => {
  const names = path.split('.');
  const missing = names.findIndex((_, i) => field(values, ...names.slice(0, i + 1)) === undefined);
  return missing < 0 ? path : names.slice(0, missing + 1).join('.');
};
