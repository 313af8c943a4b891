import type { Evidence, Guide, Remediation } from '../../core/remediation.ts';
import { annotationsOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { COMPONENT_KINDS, heldBy, holdersOf, placeOf, whyUnseen, type Component, type ComponentName } from './components.ts';
import { leftTo, type Expectation } from './expectations.ts';
import { manifestDiff } from './manifestDiff.ts';
import { KUBEADM_FIELD, managedSteps, type Managed } from './providers.ts';

type Described = Pick<Remediation, 'id' | 'title' | 'severity' | 'why' | 'risk' | 'references'> & Partial<Pick<Remediation, 'category'>>;

export interface FlagRule extends Described {
  readonly component: ComponentName;
  readonly expects: readonly Expectation[];
  /** What has to be done before the flags are changed: files that they name, clients that must be ready. */
  readonly first?: readonly string[];
  /** Files that the flags name, to be written before. */
  readonly files?: Guide['files'];
  readonly managed?: Managed;
}

const failedIn = (rule: FlagRule, component: Component): readonly Expectation[] =>
  rule.expects.filter((expectation) => expectation.wrong(component) !== undefined);

/** Where the flag stands, or the list in which it is missing. */
const pathOf = ({ path, flags, container }: Component, flag: string): string => {
  const given = flags.get(flag)?.at(-1);
  if (!container || !given || given.places === 0) return path;
  return `${path.slice(0, path.lastIndexOf('.'))}.${given.list}[${given.index}]`;
};

const evidenceIn = (rule: FlagRule, component: Component): readonly Evidence[] =>
  rule.expects.flatMap((expectation) => {
    const wrong = expectation.wrong(component);
    return wrong === undefined ? [] : [{ path: pathOf(component, expectation.flag), detail: `${expectation.flag} ${wrong}` }];
  });

const isMirror = (resource: Resource): boolean => annotationsOf(resource)['kubernetes.io/config.mirror'] !== undefined;

/** The file to edit: the static pod's on its node, or the one that was read. */
const fileOf = (rule: FlagRule, resource: Resource, snapshot: Snapshot): string =>
  snapshot.ref(resource).source?.file ?? `/etc/kubernetes/manifests/${rule.component}.yaml`;

const whereToEdit = (rule: FlagRule, resource: Resource, snapshot: Snapshot, file: string): string => {
  if (snapshot.facts.origin === 'files') return `Change ${file} as shown, and roll it out as you do with it otherwise.`;
  return isMirror(resource) || resource.kind === 'ConfigMap'
    ? `On every control-plane node, change ${file} (kubeadm; K3s, RKE2 and others have their own configuration file): the kubelet restarts ${rule.component} as soon as the file is saved. One node at a time.`
    : `Change the flags where ${placeOf(resource)} is managed: its pods are replaced.`;
};

const wanted = (failed: readonly Expectation[], component: Component): string =>
  [...new Set(failed.map(({ flag }) => flag))]
    .map((flag) => {
      const mends = failed.filter((expectation) => expectation.flag === flag);
      const value = mends.reduce<string | undefined>((given, { mended }) => mended(given), component.flags.get(flag)?.at(-1)?.value);
      return value === undefined ? `no ${flag}` : `${flag}=${value}`;
    })
    .join(', ');

const guideFor = (rule: FlagRule, resource: Resource, snapshot: Snapshot): Guide => {
  const file = fileOf(rule, resource, snapshot);
  const found = heldBy(resource, rule.component, snapshot).map((component) => ({ component, failed: failedIn(rule, component) }));
  const diffs = found.flatMap(({ component, failed }) => manifestDiff(component, failed, file) ?? []);
  const kubeadm = KUBEADM_FIELD[rule.component];
  return {
    steps: [
      ...(rule.first ?? []),
      whereToEdit(rule, resource, snapshot, file),
      ...found.map(({ component, failed }) => `It should be: ${wanted(failed, component)}.`),
      ...(kubeadm === undefined
        ? []
        : [
            `Clusters made by kubeadm: write the same under ${kubeadm} (kubectl -n kube-system edit configmap kubeadm-config), or the next upgrade takes it back.`,
          ]),
      ...managedSteps(rule.component, rule.managed ?? {}),
    ],
    files: [...(rule.files ?? []), ...diffs.map((diff) => ({ file, diff }))],
  };
};

const undecidedIn = (rule: FlagRule, snapshot: Snapshot): readonly string[] => {
  const unseen = whyUnseen(rule.component, snapshot);
  if (unseen !== undefined) return [unseen];
  const left = holdersOf(rule.component, snapshot).flatMap((resource) =>
    heldBy(resource, rule.component, snapshot).flatMap((component) =>
      rule.expects.flatMap((expectation) => {
        const file = leftTo(expectation, component);
        return file === undefined
          ? []
          : [`${placeOf(resource)} leaves ${expectation.flag} to the file of ${file}, which is not visible here`];
      }),
    ),
  );
  return [...new Set(left)];
};

/** A remediation that judges flags of one component of the control plane, wherever it is started. The API cannot change them: it guides. */
export const flagRemediation = (rule: FlagRule): Remediation => {
  const { id, title, severity, category = 'control-plane', why, risk, references } = rule;
  return {
    id,
    title,
    severity,
    category,
    why,
    risk,
    references,
    kinds: COMPONENT_KINDS,
    among: (snapshot) => holdersOf(rule.component, snapshot),
    undecided: (snapshot) => undecidedIn(rule, snapshot),
    find: (resource, snapshot) => heldBy(resource, rule.component, snapshot).flatMap((component) => evidenceIn(rule, component)),
    guide: (resource, snapshot) => guideFor(rule, resource, snapshot),
  };
};
