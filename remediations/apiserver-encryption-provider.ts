import { isSet } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { newFile } from '../src/analysis/controlPlane/manifestDiff.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

const CONFIG = '/etc/kubernetes/enc/encryption.yaml';

/** The key is the reader's to make; identity stays last, so that what is not encrypted yet can be read. */
const CONFIGURATION = [
  'apiVersion: apiserver.config.k8s.io/v1',
  'kind: EncryptionConfiguration',
  'resources:',
  '  - resources: [secrets]',
  '    providers:',
  '      - secretbox:',
  '          keys:',
  '            - name: key1',
  '              secret: <32 random bytes in base64>',
  '      - identity: {}',
];

export default flagRemediation({
  id: 'apiserver-encryption-provider',
  title: 'Secrets lie in etcd unencrypted',
  severity: 'medium',
  component: 'kube-apiserver',
  why: "Whoever reads etcd's files, a disk or a backup has every Secret of the cluster.",
  risk: 'Who loses the key loses the Secrets; without the file and its mount the API server does not start.',
  references: [
    ...['1.2.27', '1.2.28'].map(cis),
    ...['C-0066', 'C-0141', 'C-0142'].map(kubescape),
    trivy('KCV-0030'),
    checkov('CKV_K8S_104'),
    nsa('Authentication and authorization'),
    kubernetes('tasks/administer-cluster/encrypt-data'),
  ],
  expects: [isSet('--encryption-provider-config', CONFIG)],
  first: [
    'Write the file on every control-plane node with one key for all (head -c 32 /dev/urandom | base64), mode 0600, and mount it into the static pod. Better: a KMS v2 plugin, so that no key lies on the node.',
    'When all API servers have restarted, write every Secret anew, or the old ones stay as they are: kubectl get secrets -A -o json | kubectl replace -f -.',
  ],
  files: [{ file: CONFIG, diff: newFile(CONFIG, CONFIGURATION) }],
  managed: {
    eks: 'From v1.28 all objects are encrypted with a key of AWS; aws eks associate-encryption-config adds one of your own (KMS).',
    gke: 'gcloud container clusters update NAME --database-encryption-key=KEY encrypts Secrets with your key (Cloud KMS).',
    aks: 'az aks update --enable-azure-keyvault-kms --azure-keyvault-kms-key-id KEY encrypts Secrets with your key.',
  },
});
