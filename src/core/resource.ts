/** An API group and kind without a version: `Pod`, `apps/Deployment`, `rbac.authorization.k8s.io/ClusterRoleBinding`. */
export type Kind = string;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
  readonly controller?: boolean;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly [field: string]: unknown;
}

/**
 * One Kubernetes object: raw JSON, never a client-library model. Only `apiVersion`, `kind` and `metadata.name` are
 * checked by the targets; everything else may be missing, null or of the wrong type, so read it with `field` and `items`.
 */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

/** Where a manifest's object stands: the file as it was given, and its document, counted from 0 (List items: the list's document and the item). */
export interface Source {
  readonly file: string;
  readonly document: number;
  readonly item?: number;
}

/** Names one object; two files may hold the same name, so a file's objects carry where they stand. */
export interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly source?: Source;
}

export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
};

/** Kinds that were first served in `extensions/v1beta1`, and where they have been since. */
const MOVED: Readonly<Record<Kind, Kind>> = {
  'extensions/DaemonSet': 'apps/DaemonSet',
  'extensions/Deployment': 'apps/Deployment',
  'extensions/ReplicaSet': 'apps/ReplicaSet',
  'extensions/Ingress': 'networking.k8s.io/Ingress',
  'extensions/NetworkPolicy': 'networking.k8s.io/NetworkPolicy',
  'extensions/PodSecurityPolicy': 'policy/PodSecurityPolicy',
};

const findKind = (apiVersion: string, kind: string): Kind => {
  const group = groupOf(apiVersion);
  if (group === '') return kind;
  const found = `${group}/${kind}`;
  return group === 'extensions' ? (MOVED[found] ?? found) : found;
};

/** By API version and kind: every check asks this of every object, and making the text costs more than the check. */
const kinds = new Map<string, Map<string, Kind>>();

export const kindOf = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): Kind => {
  let ofVersion = kinds.get(apiVersion);
  if (!ofVersion) kinds.set(apiVersion, (ofVersion = new Map<string, Kind>()));
  let known = ofVersion.get(kind);
  if (known === undefined) ofVersion.set(kind, (known = findKind(apiVersion, kind)));
  return known;
};

/** Written out without spreads: every check asks for it. */
export const refOf = ({ apiVersion, kind, metadata }: Resource, source?: Source): Ref => {
  const { namespace, name } = metadata;
  if (namespace === undefined) return source ? { apiVersion, kind, name, source } : { apiVersion, kind, name };
  return source ? { apiVersion, kind, namespace, name, source } : { apiVersion, kind, namespace, name };
};

/** One string for one object; the API version does not count, the source does. */
export const refKey = (ref: Ref): string => {
  const name = `${kindOf(ref)}|${ref.namespace ?? ''}|${ref.name}`;
  return ref.source ? `${name}|${ref.source.file}#${ref.source.document}.${ref.source.item ?? ''}` : name;
};

export const sameRef = (a: Ref, b: Ref): boolean => refKey(a) === refKey(b);

/** `payments/Deployment checkout`, `ClusterRoleBinding ci-admin`: for people. */
export const describeRef = (ref: Ref): string => `${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.kind} ${ref.name}`;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of the object itself: JSON may have one named `constructor`, and an object without it has none. */
export const own = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** The value at a path of object fields, or undefined where anything on the way is no object. */
export const field = (value: unknown, ...path: readonly string[]): unknown => {
  let at: unknown = value;
  for (const name of path) {
    if (!isRecord(at)) return undefined;
    at = at[name];
  }
  return at;
};

/** The objects of a list; a missing, null or wrongly typed list has none. */
export const items = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const labelsOf = (resource: { readonly metadata?: unknown }): Readonly<Record<string, unknown>> => {
  const labels = field(resource, 'metadata', 'labels');
  return isRecord(labels) ? labels : {};
};

export const annotationsOf = (resource: { readonly metadata?: unknown }): Readonly<Record<string, unknown>> => {
  const annotations = field(resource, 'metadata', 'annotations');
  return isRecord(annotations) ? annotations : {};
};

/** The owner reference that controls this object, if it is well formed. */
export const controllerOf = (resource: Resource): OwnerReference | undefined => {
  const found = items(field(resource, 'metadata', 'ownerReferences')).find((owner) => owner['controller'] === true);
  return found && text(found['kind']) !== undefined && text(found['apiVersion']) !== undefined && text(found['name']) !== undefined
    ? (found as unknown as OwnerReference)
    : undefined;
};
