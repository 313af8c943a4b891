import { usage } from '../app/errors.ts';
import type { NamedObjects } from '../app/undoing.ts';
import { printable } from '../core/printable.ts';
import { groupOf, kindOf, type Kind, type Ref } from '../core/resource.ts';

/** Short names, as `kubectl api-resources` lists them. */
const SHORT: Readonly<Record<string, string>> = {
  cj: 'cronjob',
  cm: 'configmap',
  deploy: 'deployment',
  ds: 'daemonset',
  hpa: 'horizontalpodautoscaler',
  ing: 'ingress',
  limits: 'limitrange',
  netpol: 'networkpolicy',
  no: 'node',
  ns: 'namespace',
  pdb: 'poddisruptionbudget',
  po: 'pod',
  pv: 'persistentvolume',
  pvc: 'persistentvolumeclaim',
  quota: 'resourcequota',
  rc: 'replicationcontroller',
  rs: 'replicaset',
  sa: 'serviceaccount',
  sts: 'statefulset',
  svc: 'service',
};

const isKind = (word: string, kind: string): boolean => {
  const [typed, known] = [SHORT[word] ?? word, kind.toLowerCase()];
  return [known, `${known}s`, `${known}es`, known.replace(/y$/, 'ies')].includes(typed);
};

/** Whether a word names an object, `deploy/web`, and no check. */
export const namesObject = (word: string): boolean => word.includes('/');

/** What `KIND/NAME` means. */
export interface NamedByKind extends NamedObjects {
  /** Whether objects of this kind can be meant, whatever their version. */
  readonly isOf: (kind: Kind) => boolean;
}

/** What stands behind the dot of `deployments.apps` or `deployments.v1.apps`: the group, after a version or alone. */
const isGroup = (written: string, kind: Kind): boolean => {
  const group = groupOf(kind);
  return written === '' || written === group || written.endsWith(`.${group}`);
};

const isVersion = (written: string, { apiVersion, kind }: Ref): boolean => {
  const group = groupOf(kindOf({ apiVersion, kind }));
  return written === '' || written === group || written === `${apiVersion.slice(apiVersion.indexOf('/') + 1)}.${group}`;
};

/** `KIND/NAME` as kubectl takes it: `deploy/web`, `deployments.apps/web`. Throws a Failure for half a name. */
export const objectOf = (text: string): NamedByKind => {
  const [type = '', name = '', ...more] = text.split('/');
  const [word = '', ...behind] = type.toLowerCase().split('.');
  if (word === '' || name === '' || more.length > 0)
    throw usage(`"${printable(text)}" names no object.`, 'Give it as KIND/NAME, such as deployment/web, and its namespace with -n.');
  const api = behind.join('.');
  const isOf = (kind: Kind): boolean => isKind(word, kind.slice(kind.lastIndexOf('/') + 1)) && isGroup(api, kind);
  return { text, isOf, matches: (ref) => ref.name === name && isKind(word, ref.kind) && isVersion(api, ref) };
};
