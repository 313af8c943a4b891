import { kubeletRemediation } from '../src/analysis/controlPlane/kubeletRemediation.ts';
import { isNot, isOneOf, type Setting, valueAt } from '../src/analysis/controlPlane/settings.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

/** -1, which is the default, is no limit. */
const pids: Setting = {
  path: 'podPidsLimit',
  flag: '--pod-max-pids',
  wrong: (values) => {
    const limit = Number(valueAt(values, 'podPidsLimit') ?? -1);
    return limit > 0 ? undefined : 'is not set, so a pod may take all process ids';
  },
  wanted: 4096,
};

export default kubeletRemediation({
  id: 'kubelet-limits',
  title: 'Kubelets hold pods in check less than they can',
  severity: 'low',
  why: 'A pod may take all process ids of its node, runs without a seccomp profile unless it asks for one, and a forgotten exec stays open for ever.',
  risk: 'Pods with more processes than the limit fail, and so do programs that need system calls which RuntimeDefault refuses.',
  references: [
    ...['4.2.5', '4.2.6', '4.2.13', '4.2.14'].map(cis),
    ...['C-0176', 'C-0178'].map(kubescape),
    ...['KCV-0083', 'KCV-0085'].map(trivy),
    ...['CKV_K8S_143', 'CKV_K8S_145'].map(checkov),
    nsa('Kubernetes Pod security'),
    kubernetes('reference/config-api/kubelet-config.v1beta1'),
  ],
  settings: [
    pids,
    isOneOf('seccompDefault', '--seccomp-default', [true], false),
    isNot('streamingConnectionIdleTimeout', '--streaming-connection-idle-timeout', ['0', '0s', '0h', '0m', 0], '4h0m0s'),
    isOneOf('makeIPTablesUtilChains', '--make-iptables-util-chains', [true], true),
  ],
  managed: {
    gke: 'give podPidsLimit in --system-config-from-file of the node pool.',
    aks: 'give podMaxPids in --kubelet-config of the node pool; seccompDefault is RuntimeDefault or Unconfined there.',
  },
});
