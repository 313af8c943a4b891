import { isSet } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

const gcThreshold = isSet('--terminated-pod-gc-threshold', '1000', ', which means 12500');

export default flagRemediation({
  id: 'controller-manager-pod-gc',
  title: 'Pods that are done stay until there are 12,500 of them',
  severity: 'low',
  component: 'kube-controller-manager',
  why: 'Whoever may create Jobs can fill etcd with pods that are done, and slow every list of pods.',
  risk: 'Pods that are done, and their logs, go earlier.',
  references: [
    cis('1.3.1'),
    kubescape('C-0144'),
    trivy('KCV-0033'),
    checkov('CKV_K8S_106'),
    kubernetes('concepts/workloads/pods/pod-lifecycle'),
  ],
  expects: [gcThreshold],
});
