import { holdsCredentials, tells } from '../analysis/redacted.ts';
import type { Plan, PlannedChange } from '../app/plan.ts';
import { withoutServerFields } from '../core/diff.ts';
import type { Owner } from '../core/owner.ts';
import { printable } from '../core/printable.ts';
import { describeRef, groupOf, kindOf, type Ref, type Resource } from '../core/resource.ts';
import { strategicPatch } from '../core/strategicPatch.ts';
import { statesOf } from './planReport.ts';
import { hintsFor } from './sourceHints.ts';
import { yamlText } from './yamlText.ts';

export interface SourceFile {
  /** Below the folder: `helm-metrics/kustomization.yaml`. */
  readonly name: string;
  readonly text: string;
  readonly executable?: true;
}

/** What a person changes where the owner reads it from, and what could not be put into files. */
export interface SourceFiles {
  readonly files: readonly SourceFile[];
  readonly left: readonly { readonly ref: Ref; readonly reason: string }[];
}

const CREDENTIAL = 'a credential would stand in a file';

const comments = (lines: readonly string[]): string => lines.map((line) => `# ${printable(line)}\n`).join('');

/** A part of a file name, which leads nowhere else. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/\.{2,}|^\./g, '-')
    .slice(0, 80);

const fileNameOf = ({ namespace, kind, name }: Ref): string =>
  `${[namespace, kind, name]
    .flatMap((part) => part ?? [])
    .map(plain)
    .join('-')}.yaml`;

/** Who has to be asked for the source of an object: one folder each. */
const strongOwner = ({ owners }: PlannedChange): Owner | undefined => owners.find(({ strength }) => strength === 'strong');

const folderOf = (owner: Owner | undefined): string => (owner ? plain(`${owner.tool}-${owner.name}`) : 'manifests');

const isTelling = ({ change: { before, after } }: PlannedChange): boolean =>
  before ? tells('', strategicPatch(before, after)) : after !== undefined && holdsCredentials(after);

/** A regular expression to kustomize, anchored at both ends. */
const literally = (name: string): string => name.replaceAll('.', '\\.');

const targetOf = (ref: Ref, owner: Owner | undefined): Readonly<Record<string, string>> => {
  const group = groupOf(ref.apiVersion);
  // What a chart renders often leaves its namespace to Helm.
  const namespace = owner?.tool === 'helm' ? undefined : ref.namespace;
  return {
    ...(group === '' ? {} : { group }),
    kind: ref.kind,
    name: literally(ref.name),
    ...(namespace === undefined ? {} : { namespace }),
  };
};

const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

const patchText = (planned: PlannedChange, before: Resource): string => {
  const { change, findings } = planned;
  const patch = yamlText(strategicPatch(before, change.after));
  const entry = `- target: ${JSON.stringify(targetOf(change.ref, strongOwner(planned)))}\n  patch: |-\n${indented(patch, '    ')}\n`;
  return comments([`${describeRef(change.ref)}: ${findings.map(({ remediation }) => remediation).join(', ')}`]) + entry;
};

const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

const list = (field: string, names: readonly string[]): string => `${field}:\n${names.map((name) => `- ${name}\n`).join('')}`;

const CHECK =
  'Look at what it builds: `kubectl kustomize . | kubeharden scan -f -`. A patch whose target is not among the resources changes nothing.';

const POST_RENDER =
  '#!/bin/sh\n# Helm 3: --post-renderer ./post-render.sh\nset -e\ncd "$(dirname "$0")"\ncat > source.yaml\nkubectl kustomize .\n';

/** One source: what it is patched with, what is new, and where its own manifests come in. */
const sourceFolder = (changes: readonly PlannedChange[], folder: string): readonly SourceFile[] => {
  const [first] = changes;
  const owner = first && strongOwner(first);
  const stands = changes.find(({ change }) => change.before)?.change.before ?? first?.change.after;
  const created = changes.flatMap(({ change: { ref, before, after } }) => (before || !after ? [] : [{ name: fileNameOf(ref), after }]));
  const patches = changes.flatMap((planned) => (planned.change.before ? [patchText(planned, planned.change.before)] : []));
  const hints = stands ? hintsFor(owner, stands) : [];
  const source = patches.length === 0 ? [] : ['source.yaml'];
  const kustomization = [
    comments(['What kubeharden would change, for the source of these objects.', ...hints, ...(patches.length === 0 ? [] : [CHECK])]),
    HEAD,
    list('resources', [...source, ...created.map(({ name }) => name)]),
    ...(patches.length === 0 ? [] : [`patches:\n${patches.join('')}`]),
  ].join('');
  const placeholder = comments(['What the owner applies comes here, or is named in kustomization.yaml instead of this file.']);
  return [
    { name: `${folder}kustomization.yaml`, text: kustomization },
    ...source.map((name) => ({ name: folder + name, text: placeholder })),
    ...created.map(({ name, after }) => ({ name: folder + name, text: `${yamlText(withoutServerFields(after))}\n` })),
    ...(owner?.tool === 'helm' ? [{ name: `${folder}post-render.sh`, text: POST_RENDER, executable: true as const }] : []),
  ];
};

const leftOut = (changes: readonly PlannedChange[]): SourceFiles['left'] =>
  changes.filter(isTelling).map(({ change: { ref } }) => ({ ref, reason: CREDENTIAL }));

/** A folder that `kubectl kustomize` takes; where several sources are to be changed, one below it for each. */
export const kustomizeFiles = ({ changes }: Plan): SourceFiles => {
  const sources = Map.groupBy(
    changes.filter((planned) => !isTelling(planned)),
    (planned) => folderOf(strongOwner(planned)),
  );
  const folders = [...sources.keys()];
  const isOne = folders.length === 1;
  const below = [...sources].flatMap(([folder, of]) => sourceFolder(of, isOne ? '' : `${folder}/`));
  const root = comments(['Each folder is for one source: see the comments in its kustomization.yaml.']) + HEAD + list('resources', folders);
  return { files: folders.length > 1 ? [{ name: 'kustomization.yaml', text: root }, ...below] : below, left: leftOut(changes) };
};

/** Whole objects, as they would be stored; a deletion has none. */
export const objectFiles = ({ changes }: Plan): SourceFiles => {
  const objects = changes.flatMap((planned) => {
    const { after } = statesOf(planned);
    return after ? [{ ref: planned.change.ref, after: withoutServerFields(after) }] : [];
  });
  const isPlain = ({ after }: { readonly after: Resource }): boolean => !holdsCredentials(after) && kindOf(after) !== 'Secret';
  return {
    files: objects.filter(isPlain).map(({ ref, after }) => ({ name: fileNameOf(ref), text: `${yamlText(after)}\n` })),
    left: objects.filter((of) => !isPlain(of)).map(({ ref }) => ({ ref, reason: CREDENTIAL })),
  };
};

/** All files behind each other, as `helm template` prints them. */
export const asStream = ({ files }: SourceFiles): string =>
  files
    .map(({ name, text }) => `---\n# Source: ${name}\n${text}`)
    .join('')
    .trimEnd();
