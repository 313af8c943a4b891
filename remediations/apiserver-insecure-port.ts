import { isAbsent, type Expectation } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { valueOf } from '../src/analysis/controlPlane/flags.ts';
import { checkov, kubernetes, kubescape, nsa } from './references.ts';

/** Before v1.20 it was 8080 unless told otherwise; since then there is none, and nothing but 0 is taken. */
const LAST_WITH_PORT = 19;

const port: Expectation = {
  flag: '--insecure-port',
  wrong: ({ flags, minor }) => {
    const given = valueOf(flags, '--insecure-port');
    if (given === undefined) return (minor ?? Infinity) <= LAST_WITH_PORT ? `is not set, which means 8080 in v1.${minor}` : undefined;
    return given === '0' ? undefined : `is ${given}`;
  },
  mended: () => '0',
};

export default flagRemediation({
  id: 'apiserver-insecure-port',
  title: 'The API server listens on a port without TLS, authentication and authorization',
  severity: 'critical',
  component: 'kube-apiserver',
  why: 'Whoever reaches the port, from the node or from a pod in its network, is cluster-admin without any credentials.',
  risk: 'Health checks and scripts that use the port have to use the secure one.',
  references: [
    kubescape('C-0005'),
    ...['CKV_K8S_88', 'CKV_K8S_86'].map(checkov),
    nsa('Network separation and hardening'),
    kubernetes('concepts/security/controlling-access'),
  ],
  expects: [port, isAbsent('--insecure-bind-address', 'what listens there asks for no credentials')],
  first: ['Let health checks ask https://<node>:6443/livez instead. From v1.20 on there is no such port any more.'],
});
