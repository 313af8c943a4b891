import { isSet } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { strongCiphers, strongTls } from '../src/analysis/controlPlane/tls.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-tls',
  title: 'The API server lacks its own certificate, the CA of its clients, or takes weak ciphers',
  severity: 'high',
  component: 'kube-apiserver',
  why: 'Without a certificate that clients can verify, or with weak ciphers, somebody in between reads and changes what they say; without a client CA the components cannot sign in with certificates.',
  risk: 'Clients that do not trust the CA, or know only weak ciphers, cannot connect.',
  references: [
    ...['1.2.24', '1.2.25', '1.2.29'].map(cis),
    ...['C-0138', 'C-0139', 'C-0143'].map(kubescape),
    ...['KCV-0027', 'KCV-0028'].map(trivy),
    ...['CKV_K8S_100', 'CKV_K8S_105'].map(checkov),
    nsa('Network separation and hardening'),
    kubernetes('setup/best-practices/certificates'),
  ],
  expects: [
    isSet('--tls-cert-file', '/etc/kubernetes/pki/apiserver.crt', ', so a certificate that nobody can verify is made at each start'),
    isSet('--tls-private-key-file', '/etc/kubernetes/pki/apiserver.key'),
    isSet('--client-ca-file', '/etc/kubernetes/pki/ca.crt'),
    strongCiphers('--tls-cipher-suites'),
    strongTls('--tls-min-version'),
  ],
});
