import { kubeletRemediation } from '../src/analysis/controlPlane/kubeletRemediation.ts';
import { type Setting, valueAt } from '../src/analysis/controlPlane/settings.ts';
import { weakCiphers } from '../src/analysis/controlPlane/tls.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

const serving: Setting = {
  path: 'serverTLSBootstrap',
  flag: '--tls-cert-file',
  wrong: (values) =>
    values['serverTLSBootstrap'] === true || (valueAt(values, 'tlsCertFile') ?? '') !== ''
      ? undefined
      : 'is not true and tlsCertFile is not set, so the kubelet signs its certificate itself',
  wanted: true,
};

const suitesIn = (values: Readonly<Record<string, unknown>>): readonly string[] => {
  const suites = valueAt(values, 'tlsCipherSuites');
  return Array.isArray(suites) ? suites.filter((suite) => typeof suite === 'string') : [];
};

const ciphers: Setting = {
  path: 'tlsCipherSuites',
  flag: '--tls-cipher-suites',
  wrong: (values) => {
    const weak = weakCiphers(suitesIn(values));
    return weak.length === 0 ? undefined : `takes ${weak.join(', ')}`;
  },
  wanted: [
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  ],
};

export default kubeletRemediation({
  id: 'kubelet-tls',
  title: 'Kubelets serve a certificate that nobody can verify, or take weak ciphers',
  severity: 'medium',
  why: 'Somebody between the API server and the node can pass for the kubelet, and read what is typed into containers.',
  risk: 'Until their certificate requests are approved (kubectl get csr), logs and exec fail on the nodes.',
  references: [
    ...['4.2.9', '4.2.12'].map(cis),
    ...['C-0181', 'C-0184'].map(kubescape),
    ...['KCV-0088', 'KCV-0089', 'KCV-0092'].map(trivy),
    ...['CKV_K8S_148', 'CKV_K8S_151'].map(checkov),
    nsa('Network separation and hardening'),
    kubernetes('reference/access-authn-authz/kubelet-tls-bootstrapping'),
  ],
  settings: [serving, ciphers],
  first: [
    'Let something approve the requests for serving certificates (csr kubelet-serving): the providers do, and kubelet-csr-approver does elsewhere.',
  ],
});
