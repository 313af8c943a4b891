import type { Owner } from '../core/owner.ts';
import { annotationsOf, labelsOf, text, type Resource } from '../core/resource.ts';
import { shellWord } from '../core/shellWord.ts';

/** Where the change belongs, so that its owner does not take it back. One sentence a line. */
export type Hints = readonly string[];

const helm = ({ name }: Owner, resource: Resource): Hints => {
  const [labels, annotations] = [labelsOf(resource), annotationsOf(resource)];
  const chart = text(labels['helm.sh/chart']);
  const namespace = text(annotations['meta.helm.sh/release-namespace']) ?? resource.metadata.namespace;
  const where = namespace === undefined ? '' : ` -n ${shellWord(namespace)}`;
  return [
    `Helm release ${name || 'unknown'}${chart === undefined ? '' : `, chart ${chart}`}${namespace === undefined ? '' : `, namespace ${namespace}`}.`,
    'Where the chart has values for these fields, set them there; which it has, the cluster does not tell: `helm show values CHART` lists them.',
    'Where it has none, let Helm 3 send what it renders through this folder:',
    `  helm upgrade ${shellWord(name || 'RELEASE')} CHART${where} --reuse-values --post-renderer ./post-render.sh`,
  ];
};

const BY_TOOL: Partial<Readonly<Record<Owner['tool'], (owner: Owner, resource: Resource) => Hints>>> = {
  helm,
  argocd: ({ name }) => [
    `Argo CD application ${name}.`,
    'Put this folder into its repository, name its manifests under `resources:`, and let `spec.source.path` of the application be this folder.',
  ],
  flux: ({ name }) => [
    `Flux ${name}.`,
    name.startsWith('HelmRelease')
      ? 'Put the patches into its `spec.postRenderers[].kustomize.patches`, or set the values of its chart.'
      : 'Put the patches into its `spec.patches`, or this folder into its repository with its manifests under `resources:`.',
  ],
  controller: ({ name }) => [
    `Made by the controller of ${name}: a patch of what it makes does not last. Change ${name}; the patch shows what has to come out.`,
  ],
  olm: ({ name }) => [`Made by the Operator Lifecycle Manager from ${name}: change it there; the patch shows what has to come out.`],
};

/** How the source of an object is changed; for what has no strong owner, how its own manifests are. */
export const hintsFor = (owner: Owner | undefined, resource: Resource): Hints =>
  (owner && BY_TOOL[owner.tool]?.(owner, resource)) ?? [
    ...(owner ? [owner.consequence] : []),
    'Name the manifests of these objects under `resources:`.',
  ];
