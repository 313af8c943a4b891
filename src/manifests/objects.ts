import { isKnownKind, wrongApi } from '../analysis/builtInApis.ts';
import { wrongTypesIn } from '../analysis/wrongTypes.ts';
import { isRecord, kindOf, text, type Resource, type Source } from '../core/resource.ts';
import { placed } from './scope.ts';

/** An object of a file: as it is judged, and as it stands there. */
export interface Placed {
  readonly resource: Resource;
  /** Without what is understood: namespace `default`, the kind of a typed list's items. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly source: Source;
}

export interface Taken {
  readonly objects: readonly Placed[];
  /** What is wrong with the documents that are meant to be objects, or why there is none. */
  readonly problems: readonly { readonly document: number; readonly message: string; readonly plain: boolean }[];
}

/** What of an object cannot be judged, because it stands there as the API server would not take it. */
export const unjudged = ({ resource }: Placed): string | undefined => {
  const api = wrongApi(resource);
  if (api !== undefined) return `${resource.kind} ${resource.metadata.name}${isKnownKind(resource) ? '' : ' is not checked'}: ${api}`;
  const [first, ...others] = wrongTypesIn(resource);
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `${resource.kind} ${resource.metadata.name}: ${first}${more}: what depends on it is not checked`;
};

/** Groups of configuration files that are read by programs, not by the API server. */
const NO_API = /(?:^|\.)config\.k8s\.io\/|^(?:audit|kubeadm)\.k8s\.io\/|^kind\.x-k8s\.io\/|^skaffold\//;
const isKubeconfig = (value: Readonly<Record<string, unknown>>): boolean => value['kind'] === 'Config' && value['apiVersion'] === 'v1';

/** What keeps a value from being an object; `plain`: it is plainly something else, such as Helm values or a kustomization. */
const objection = (value: unknown): { readonly message: string; readonly plain: boolean } | undefined => {
  if (!isRecord(value)) return { message: 'it is no object', plain: true };
  const { apiVersion, kind, metadata } = value;
  if (apiVersion === undefined && kind === undefined) return { message: 'it has neither apiVersion nor kind', plain: true };
  if (text(apiVersion) === undefined) return { message: 'apiVersion must be a text such as apps/v1', plain: false };
  if (text(kind) === undefined) return { message: 'kind must be a text such as Deployment', plain: false };
  const plain = NO_API.test(text(apiVersion) ?? '') || isKubeconfig(value);
  if (!isRecord(metadata)) return { message: 'it needs metadata with a name', plain };
  const named = text(metadata['name']) ?? text(metadata['generateName']);
  if (named === undefined || named === '') return { message: 'metadata.name must be a text', plain };
  const { namespace } = metadata;
  if (namespace !== undefined && namespace !== null && text(namespace) === undefined)
    return { message: 'metadata.namespace must be a text', plain };
  return undefined;
};

/** Configurations of the cluster's own programs, which need no name: they are judged, and never written. */
const CONFIGURATIONS = [
  'kubeadm.k8s.io/ClusterConfiguration',
  'kubelet.config.k8s.io/KubeletConfiguration',
  'kubeproxy.config.k8s.io/KubeProxyConfiguration',
];

/** A configuration without a name is called after its kind; anything else stays as it is. */
const nameable = (whole: unknown): unknown => {
  if (!isRecord(whole) || (whole['metadata'] ?? undefined) !== undefined) return whole;
  const [apiVersion, kind] = [text(whole['apiVersion']), text(whole['kind'])];
  if (apiVersion === undefined || kind === undefined || !CONFIGURATIONS.includes(kindOf({ apiVersion, kind }))) return whole;
  return { ...whole, metadata: { name: kind } };
};

/** Of an object to be made with a generated name, the part that is known names it. */
const named = (raw: Readonly<Record<string, unknown>>): Resource => {
  const resource = raw as Resource;
  if (typeof resource.metadata.name === 'string') return resource;
  return { ...resource, metadata: { ...resource.metadata, name: text(resource.metadata['generateName']) ?? '' } };
};

/** The items of any kind that ends in List; those of a typed list need not say what they are. */
const itemsOf = (value: unknown): readonly (readonly [raw: unknown, whole: unknown])[] | undefined => {
  if (!isRecord(value)) return undefined;
  const [kind, list] = [text(value['kind']) ?? '', value['items']];
  if (!kind.endsWith('List') || !Array.isArray(list)) return undefined;
  const understood = kind === 'List' ? {} : { apiVersion: value['apiVersion'], kind: kind.slice(0, -'List'.length) };
  return list.map((item: unknown) => [item, isRecord(item) ? { ...understood, ...item } : item]);
};

/** The objects of the documents of one file; Lists are taken apart. */
export const takeObjects = (file: string, documents: readonly unknown[]): Taken => {
  const objects: Placed[] = [];
  const problems: Taken['problems'][number][] = [];
  const take = (raw: unknown, written: unknown, source: Source): void => {
    const whole = nameable(written);
    const wrong = objection(whole);
    if (wrong) problems.push({ document: source.document, ...wrong });
    else objects.push({ resource: placed(named(whole as Resource)), raw: raw as Resource, source });
  };
  documents.forEach((value, document) => {
    if (value === null || value === undefined) return;
    const list = itemsOf(value);
    if (list) list.forEach(([raw, whole], item) => take(raw, whole, { file, document, item }));
    else take(value, value, { file, document });
  });
  return { objects, problems };
};
