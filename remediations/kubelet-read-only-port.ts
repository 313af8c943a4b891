import { kubeletRemediation } from '../src/analysis/controlPlane/kubeletRemediation.ts';
import { isOneOf } from '../src/analysis/controlPlane/settings.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default kubeletRemediation({
  id: 'kubelet-read-only-port',
  title: 'Kubelets tell about their pods without credentials (port 10255)',
  severity: 'high',
  why: 'Names, images and environment of all pods of the node are there for everybody in the network, pods included.',
  risk: 'Old monitoring that reads port 10255 finds nothing: port 10250 serves the same to who may read it.',
  references: [
    cis('4.2.4'),
    kubescape('C-0175'),
    trivy('KCV-0082'),
    checkov('CKV_K8S_141'),
    nsa('Network separation and hardening'),
    kubernetes('reference/config-api/kubelet-config.v1beta1'),
  ],
  settings: [isOneOf('readOnlyPort', '--read-only-port', [0], 0)],
  first: [
    'Until it is closed, let no one reach 10255 from outside of the cluster: it is for the firewall or the security group of the nodes.',
  ],
  managed: {
    gke: 'gcloud container clusters update NAME --no-autoprovisioning-enable-insecure-kubelet-readonly-port, and --no-enable-insecure-kubelet-readonly-port for the cluster and its node pools.',
  },
});
