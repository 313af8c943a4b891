import { namespaceOf } from '../src/analysis/namespaces.ts';
import type { Remediation } from '../src/core/remediation.ts';
import { annotationsOf, labelsOf, text, type Resource } from '../src/core/resource.ts';
import { shellWord } from '../src/core/shellWord.ts';
import { cis, kubernetes, kyverno, nsa } from './references.ts';

const accountNamed = (secret: Resource): string | undefined => text(annotationsOf(secret)['kubernetes.io/service-account.name']);

/** The day on which the API server last saw the token, where it keeps that (v1.26). */
const lastUsed = (secret: Resource): string | undefined => text(labelsOf(secret)['kubernetes.io/legacy-token-last-used']);

const steps = (secret: Resource): readonly string[] => {
  const where = shellWord(namespaceOf(secret));
  const name = shellWord(secret.metadata.name);
  const account = shellWord(accountNamed(secret) ?? 'ACCOUNT');
  const used = lastUsed(secret);
  return [
    'Deleting the Secret ends its token at once and for good: it cannot be brought back, not by kubeharden either.',
    used === undefined
      ? 'Find out who uses it: pods that mount the Secret, pipelines and people outside of the cluster. The API server notes its use in the label kubernetes.io/legacy-token-last-used.'
      : `Somebody used it on ${used}. Find out who: pods that mount the Secret, pipelines and people outside of the cluster.`,
    `Give them short-lived tokens: a projected volume (serviceAccountToken) in pods, \`kubectl create token ${account} -n ${where}\` elsewhere.`,
    `Mark it as invalid first, which can be undone: \`kubectl label secret ${name} -n ${where} kubernetes.io/legacy-token-invalid-since=DATE\`.`,
    `When nobody misses it: \`kubectl delete secret ${name} -n ${where}\`.`,
  ];
};

const remediation: Remediation = {
  id: 'legacy-token-secret',
  title: 'A Secret holds a ServiceAccount token that never expires',
  severity: 'medium',
  category: 'identity',
  why: 'Whoever reads the Secret, once or in a backup, is that ServiceAccount until somebody deletes it.',
  risk: 'Whatever signs in with the token is refused at once, and the same token cannot be made again.',
  references: [
    cis('5.1.6'),
    kyverno('other/deny-secret-service-account-token-type'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/configuration/secret'),
  ],
  kinds: ['Secret'],
  find: (secret) =>
    secret['type'] === 'kubernetes.io/service-account-token' && labelsOf(secret)['kubernetes.io/legacy-token-invalid-since'] === undefined
      ? [{ path: 'type', detail: `holds a token of ${accountNamed(secret) ?? 'an account that it does not name'} that never expires` }]
      : [],
  guide: (secret) => ({ steps: steps(secret) }),
};
export default remediation;
