import type { Evidence, Guide, Remediation } from '../../core/remediation.ts';
import { describeRef, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { shellWord } from '../../core/shellWord.ts';
import { configurationKinds, configurationsOf, standing, undecidedOf, type Configuration } from './configurations.ts';
import { managedSteps, type Managed } from './providers.ts';
import { settingsDiff, type Setting } from './settings.ts';

type Described = Pick<Remediation, 'id' | 'title' | 'severity' | 'why' | 'risk' | 'references'>;

export interface KubeletRule extends Described {
  readonly settings: readonly Setting[];
  /** What has to be done before. */
  readonly first?: readonly string[];
  readonly managed?: Managed;
}

const NODE_FILE = '/var/lib/kubelet/config.yaml';

/** How node pools of the providers take a kubelet's configuration. */
const NODE_POOLS: Managed = {
  eks: 'give it in the NodeConfig of the launch template (spec.kubelet.config of nodeadm), and replace the nodes.',
};

const failedIn = ({ settings }: KubeletRule, { values }: Configuration): readonly Setting[] =>
  settings.filter((setting) => setting.wrong(values) !== undefined);

const evidenceOf = ({ values, textAt }: Configuration, { path, flag, wrong }: Setting): Evidence => ({
  path: textAt ?? standing(values, path),
  detail: `${path}${flag === undefined ? '' : ` (${flag})`} ${wrong(values) ?? ''}`,
});

const stepsFor = ({ resource, textAt }: Configuration, snapshot: Snapshot, file: string): readonly string[] => {
  if (snapshot.facts.origin === 'files' && textAt === undefined)
    return [`Change ${file} as shown, bring it to its nodes, and restart their kubelets.`];
  return [
    textAt === undefined
      ? `On node ${resource.metadata.name}, change ${NODE_FILE} as shown, and systemctl restart kubelet. Do the same on every node that is made as it is.`
      : `Clusters made by kubeadm: \`kubectl -n kube-system edit configmap ${shellWord(resource.metadata.name)}\` as shown, then on each node: kubeadm upgrade node phase kubelet-config && systemctl restart kubelet.`,
    "A flag on the kubelet's command line wins over the file: look into /var/lib/kubelet/kubeadm-flags.env and the unit of systemd.",
  ];
};

const guideFor = (rule: KubeletRule, resource: Resource, snapshot: Snapshot): Guide => {
  const configuration = configurationsOf('kubelet', snapshot).get(resource);
  if (!configuration) return { steps: [] };
  const ref = snapshot.ref(resource);
  const file = configuration.textAt === undefined ? (ref.source?.file ?? NODE_FILE) : `${describeRef(ref)}, and ${NODE_FILE} on each node`;
  return {
    steps: [
      ...(rule.first ?? []),
      ...stepsFor(configuration, snapshot, file),
      ...managedSteps('the kubelets of its node pools', { ...NODE_POOLS, ...rule.managed }),
    ],
    files: [{ file, diff: settingsDiff(configuration.values, failedIn(rule, configuration), file) }],
  };
};

/** A remediation that judges settings of kubelets, wherever they are seen. The API cannot change them: it guides. */
export const kubeletRemediation = (rule: KubeletRule): Remediation => {
  const { id, title, severity, why, risk, references } = rule;
  return {
    id,
    title,
    severity,
    category: 'control-plane',
    why,
    risk,
    references,
    kinds: configurationKinds('kubelet'),
    among: (snapshot) => [...configurationsOf('kubelet', snapshot).keys()],
    undecided: (snapshot) => undecidedOf('kubelet', snapshot),
    find: (resource, snapshot) => {
      const configuration = configurationsOf('kubelet', snapshot).get(resource);
      return configuration ? failedIn(rule, configuration).map((setting) => evidenceOf(configuration, setting)) : [];
    },
    guide: (resource, snapshot) => guideFor(rule, resource, snapshot),
  };
};
