import { rightsRemediation } from '../src/analysis/rbac/rightsRemediation.ts';
import type { Right } from '../src/analysis/rbac/rights.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { kubernetes, kubescape, polaris, trivy } from './references.ts';

/** Until v1.34 a WebSocket was opened by GET, so that `get` was enough. */
const isBefore35 = ({ facts }: Snapshot): boolean => {
  const [, minor] = /^v1\.(\d+)/.exec(facts.serverVersion ?? '') ?? [];
  return minor !== undefined && Number(minor) < 35;
};

const connect = (name: string, means: string, snapshot: Snapshot): Right => ({
  name,
  means,
  group: '',
  resources: [`pods/${name}`],
  verbs: isBefore35(snapshot) ? ['create', 'get'] : ['create'],
  also: ['get'],
  named: ['create', 'get'],
});

const rights = (snapshot: Snapshot): readonly Right[] => [
  connect('exec', 'may run commands in pods', snapshot),
  connect('attach', 'may attach to what runs in pods', snapshot),
  connect('portforward', 'may reach any port of pods, past every NetworkPolicy', snapshot),
  {
    name: 'ephemeralcontainers',
    means: 'may add containers to running pods',
    group: '',
    resources: ['pods/ephemeralcontainers'],
    verbs: ['update', 'patch'],
    named: ['update', 'patch'],
  },
];

export default rightsRemediation({
  id: 'exec-rights',
  title: 'A role allows getting into running pods',
  severity: 'high',
  category: 'rbac',
  why: 'Whoever can open a shell in a pod has its Secrets, its token and its network, whatever else their role says.',
  risk: 'People who debug with kubectl exec, attach, port-forward or debug, and tools that do so for them, are refused.',
  references: [
    ...['C-0002', 'C-0063'].map(kubescape),
    ...['KSV-0053', 'KSV-0054'].map(trivy),
    ...['rolebindingClusterRolePodExecAttach', 'rolebindingRolePodExecAttach', 'clusterrolePodExecAttach', 'rolePodExecAttach'].map(
      polaris,
    ),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  rights,
});
