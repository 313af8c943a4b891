import { type Expectation } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { valueOf } from '../src/analysis/controlPlane/flags.ts';
import { cis, kubernetes, nsa } from './references.ts';

const WAYS = ['--oidc-issuer-url', '--authentication-config', '--authentication-token-webhook-config-file'];

const signIn: Expectation = {
  flag: '--oidc-issuer-url',
  wrong: ({ flags }) => {
    const issuer = valueOf(flags, '--oidc-issuer-url') ?? '';
    if (issuer !== '') return issuer.startsWith('https://') ? undefined : `is not https: "${issuer}"`;
    return WAYS.some((flag) => (valueOf(flags, flag) ?? '') !== '') ? undefined : 'is not set, nor is another way for people to sign in';
  },
  mended: () => 'https://<your identity provider>',
};

export default flagRemediation({
  id: 'apiserver-oidc',
  title: 'People have no identity provider to sign in with',
  severity: 'low',
  component: 'kube-apiserver',
  why: 'Client certificates and copied tokens cannot be taken back, know no second factor, and outlive the people they were made for.',
  risk: 'Nothing that works today stops; groups of the provider have no rights until they are bound.',
  references: [
    ...['3.1.1', '3.1.2', '3.1.3'].map(cis),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/authentication'),
  ],
  expects: [signIn],
  first: [
    'Register the cluster as a client of your identity provider (OIDC), and bind Roles to its groups before people are moved over.',
    'Then stop handing out client certificates and ServiceAccount tokens to people, and keep one certificate for emergencies.',
  ],
  managed: {
    eks: 'IAM is the identity provider, by access entries; aws eks associate-identity-provider-config adds an OIDC provider.',
    gke: 'Google accounts and groups are built in; Workforce Identity Federation adds an OIDC provider.',
    aks: 'az aks update --enable-aad signs people in with Entra ID; --disable-local-accounts ends certificates.',
  },
});
