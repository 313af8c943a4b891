import { MASTERS } from '../identity.ts';
import { clusterHoldsOf, freeHoldsOf, holdsOf, meeting, permitsName, stepBy, type Hold, type Wanted } from './holds.ts';
import { EVERYTHING_EVERYWHERE, type Standing, type Step } from './standing.ts';
import type { World } from './world.ts';

const impersonating = (resource: string): Wanted => ({ verbs: ['impersonate'], group: '', resource });

/** Names limit a hold to accounts; a group of accounts has none of them for certain. */
const named = (hold: Hold, standings: readonly Standing[]): readonly Standing[] =>
  hold.names === undefined
    ? standings
    : standings.filter(({ identity }) => identity?.kind === 'ServiceAccount' && hold.names?.includes(identity.name));

/** Groups are sent along with a user or an account: alone, nobody can impersonate them. */
export const impersonate = (standing: Standing, world: World): readonly Step[] => {
  const users = clusterHoldsOf(standing, impersonating('users'));
  const accounts = holdsOf(standing, impersonating('serviceaccounts'));
  const [as] = [...users, ...accounts];
  const groups = as ? clusterHoldsOf(standing, impersonating('groups')) : [];
  const step = (hold: Hold, to: Standing): Step => stepBy('impersonate', [hold], to);
  return [
    ...groups.flatMap((hold) => (permitsName(hold, MASTERS) ? [step(hold, EVERYTHING_EVERYWHERE)] : [])),
    ...groups.flatMap((hold) => world.groups.filter((to) => permitsName(hold, to.identity?.name ?? '')).map((to) => step(hold, to))),
    ...users.flatMap((hold) => world.users.filter((to) => permitsName(hold, to.identity?.name ?? '')).map((to) => step(hold, to))),
    ...accounts.flatMap((hold) => named(hold, world.accounts(hold.namespace)).map((to) => step(hold, to))),
  ];
};

/** A token of another account, made to order. */
export const tokenRequest = (standing: Standing, world: World): readonly Step[] =>
  holdsOf(standing, { verbs: ['create'], group: '', resource: 'serviceaccounts/token' }).flatMap((hold) =>
    named(hold, world.accounts(hold.namespace)).map((to) => stepBy('token-request', [hold], to)),
  );

const READING: Wanted = { verbs: ['get', 'list', 'watch'], group: '', resource: 'secrets' };

/** A token that a Secret holds; who may also create Secrets has the token of any account put into one. */
export const secretRead = (standing: Standing, world: World): readonly Step[] => {
  const reading = holdsOf(standing, READING);
  const creating = freeHoldsOf(standing, { verbs: ['create'], group: '', resource: 'secrets' });
  return [
    ...reading.flatMap((hold) =>
      world
        .tokenSecrets(hold.namespace)
        .filter(({ name }) => permitsName(hold, name))
        .map(({ standing: to }) => stepBy('secret-read', [hold], to)),
    ),
    ...reading.flatMap((read) =>
      creating.flatMap((create) =>
        meeting(read, create).flatMap((place) => world.accounts(place).map((to) => stepBy('secret-read', [create, read], to))),
      ),
    ),
  ];
};

const GROUP = 'certificates.k8s.io';
const SIGNER = 'kubernetes.io/kube-apiserver-client';

/** A certificate for any name and group but system:masters, which an admission plugin refuses. */
export const certificate = (standing: Standing, world: World): readonly Step[] => {
  const [approval] = clusterHoldsOf(standing, {
    verbs: ['update', 'patch'],
    group: GROUP,
    resource: 'certificatesigningrequests/approval',
  });
  const [create] = clusterHoldsOf(standing, { verbs: ['create'], group: GROUP, resource: 'certificatesigningrequests' });
  const signers = clusterHoldsOf(standing, { verbs: ['approve'], group: GROUP, resource: 'signers' });
  const signer = signers.find((hold) => permitsName(hold, SIGNER) || permitsName(hold, 'kubernetes.io/*'));
  if (!approval || !create || create.names || !signer) return [];
  return [...world.users, ...world.groups, ...world.accounts(undefined)]
    .filter(({ identity }) => identity?.name !== MASTERS)
    .map((to) => stepBy('certificate', [approval, create, signer], to));
};
