import type { Owner } from '../core/owner.ts';
import { annotationsOf, controllerOf, field, items, labelsOf, text, type Resource } from '../core/resource.ts';

interface Marks {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
}

const strong = (tool: Owner['tool'], name: string, consequence: string): Owner => ({ tool, name, strength: 'strong', consequence });
const weak = (tool: Owner['tool'], name: string, consequence: string): Owner => ({ tool, name, strength: 'weak', consequence });

/** Helm writes the annotation itself; the label alone comes from a chart that was rendered and applied by something else. */
const helm = ({ labels, annotations }: Marks): Owner | undefined => {
  const release = text(annotations['meta.helm.sh/release-name']);
  if (release !== undefined)
    return strong('helm', release, `The next upgrade of Helm release ${release} sets back every field that its chart sets.`);
  return labels['app.kubernetes.io/managed-by'] === 'Helm'
    ? weak(
        'helm',
        text(labels['app.kubernetes.io/instance']) ?? '',
        'It comes from a Helm chart; whoever applies the chart next sets back every field that the chart sets.',
      )
    : undefined;
};

const argocd = (marks: Marks): Owner | undefined => {
  const tracking = text(marks.annotations['argocd.argoproj.io/tracking-id'])?.split(':')[0];
  const name = tracking ?? text(marks.labels['argocd.argoproj.io/instance']);
  if (name !== undefined)
    return strong(
      'argocd',
      name,
      `Argo CD shows application ${name} as out of sync, and sets this back at its next sync, at once where self-heal is on.`,
    );
  const instance = text(marks.labels['app.kubernetes.io/instance']);
  if (instance === undefined || helm(marks)) return undefined;
  return weak('argocd', instance, `If Argo CD tracks application ${instance} by this label, its next sync sets this back.`);
};

const flux = ({ labels, annotations }: Marks): Owner | undefined => {
  const [kustomization, release] = [text(labels['kustomize.toolkit.fluxcd.io/name']), text(labels['helm.toolkit.fluxcd.io/name'])];
  if (release !== undefined)
    return strong('flux', `HelmRelease ${release}`, `Flux sets this back when it next upgrades HelmRelease ${release}.`);
  if (kustomization === undefined) return undefined;
  const name = `Kustomization ${kustomization}`;
  return annotations['kustomize.toolkit.fluxcd.io/reconcile'] === 'disabled'
    ? weak('flux', name, `Flux leaves this alone while its reconciliation is disabled here, and sets it back afterwards.`)
    : strong('flux', name, `Flux sets this back when it next reconciles ${name}, usually within minutes.`);
};

const olm = ({ labels }: Marks): Owner | undefined => {
  const key = Object.keys(labels).find((label) => label.startsWith('operators.coreos.com/'));
  const name = text(labels['olm.owner']) ?? key?.slice('operators.coreos.com/'.length);
  return name === undefined
    ? undefined
    : strong('olm', name, `The Operator Lifecycle Manager sets this back from ${name}, at the latest with its next version.`);
};

const kapp = ({ labels, annotations }: Marks): Owner | undefined => {
  const name = text(labels['kapp.k14s.io/app']) ?? (annotations['kapp.k14s.io/identity'] === undefined ? undefined : 'unknown');
  return name === undefined ? undefined : strong('kapp', name, 'The next kapp deploy of this app sets this back.');
};

const addonManager = ({ labels }: Marks): Owner | undefined => {
  const mode = labels['addonmanager.kubernetes.io/mode'];
  if (mode === 'Reconcile') return strong('addon-manager', mode, "The cluster's add-on manager sets this back within a minute.");
  return mode === 'EnsureExists'
    ? weak('addon-manager', mode, "The cluster's add-on manager creates this again if it is deleted, and otherwise leaves it alone.")
    : undefined;
};

const eks = ({ labels }: Marks): Owner | undefined => {
  const name = text(labels['eks.amazonaws.com/component']);
  return name === undefined ? undefined : strong('eks', name, `EKS sets this back when it next updates ${name}.`);
};

const rbacDefaults = ({ annotations }: Marks): Owner | undefined =>
  annotations['rbac.authorization.kubernetes.io/autoupdate'] === 'true'
    ? strong('rbac-defaults', 'bootstrap policy', 'The API server restores what is missing from it each time it starts.')
    : undefined;

const kubectl = ({ annotations }: Marks): Owner | undefined =>
  annotations['kubectl.kubernetes.io/last-applied-configuration'] === undefined
    ? undefined
    : weak('kubectl', 'apply', 'Whoever applies its manifest again sets back the fields that the manifest names.');

const controller = (resource: Resource): Owner | undefined => {
  const owner = controllerOf(resource);
  if (!owner) return undefined;
  const name = `${owner.kind} ${owner.name}`;
  return strong('controller', name, `The controller of ${name} made this, and may set it back or replace it at any time.`);
};

/** Field managers of those who apply on the server's side; whether they own a path that a change touches, the preview tells. */
const APPLIERS: Readonly<Record<string, Owner['tool']>> = {
  'argocd-controller': 'argocd',
  'kustomize-controller': 'flux',
  'helm-controller': 'flux',
  helm: 'helm',
  kubectl: 'kubectl',
};

/** The same, and as what they write without server-side apply. */
const TOOLS: Readonly<Record<string, string>> = {
  'argocd-controller': 'Argo CD',
  'argocd-application-controller': 'Argo CD',
  'kustomize-controller': 'Flux',
  'helm-controller': 'Flux',
  helm: 'Helm',
};

/** What a field manager is called by people, where it is known. */
export const toolOfManager = (manager: string): string | undefined => (Object.hasOwn(TOOLS, manager) ? TOOLS[manager] : undefined);

/** Only a whole object has managedFields; a snapshot's are trimmed. */
const appliers = (resource: Resource): readonly Owner[] =>
  items(field(resource, 'metadata', 'managedFields')).flatMap((entry) => {
    const manager = text(entry['manager']) ?? '';
    const tool = Object.hasOwn(APPLIERS, manager) ? APPLIERS[manager] : undefined;
    if (entry['operation'] !== 'Apply' || tool === undefined) return [];
    return [weak(tool, manager, `The next apply by ${manager} sets back the fields that it owns, or stops with a conflict.`)];
  });

const MARKED = [argocd, flux, helm, olm, kapp, addonManager, eks, rbacDefaults, kubectl];

/** Everyone else who writes this object, strongest first, each tool once (DESIGN section 6, 8). */
export const ownersOf = (resource: Resource): readonly Owner[] => {
  const marks = { labels: labelsOf(resource), annotations: annotationsOf(resource) };
  const found = [...MARKED.map((seen) => seen(marks)), controller(resource), ...appliers(resource)].filter((owner) => owner !== undefined);
  const ranked = [...found.filter((owner) => owner.strength === 'strong'), ...found.filter((owner) => owner.strength === 'weak')];
  return ranked.filter((owner, i) => ranked.findIndex((other) => other.tool === owner.tool) === i);
};
