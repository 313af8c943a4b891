import { boundStandings } from '../../analysis/rbac/escalation/world.ts';
import { RBAC_KINDS } from '../../analysis/rbac/grants.ts';
import { describeIdentity, keyOf, type Identity } from '../../analysis/rbac/identity.ts';
import { overviewOf, type Power } from '../../analysis/rbac/overview.ts';
import { refKey, refOf } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { WORKLOAD_KINDS } from '../../core/workload.ts';
import { entriesOf, type Answer, type Entry, type Group, type Subject } from './entries.ts';

/** What is read to answer: what somebody can become depends on who runs where, and on tokens in Secrets. */
export const RIGHTS_KINDS = [...RBAC_KINDS, ...WORKLOAD_KINDS, 'ServiceAccount', 'Namespace', 'Secret'];

type Member = Omit<Entry, 'head'>;

const holder = (identity: Identity, power: Power | undefined): Member => ({
  key: keyOf(identity),
  namespace: identity.kind === 'ServiceAccount' ? identity.namespace : '',
  kind: identity.kind,
  name: identity.name,
  words: power ? power.grants.flatMap(({ rights }) => rights.map(({ does }) => does)).join(' ') : '',
  about: { type: 'holder', identity, power },
});

const section = (title: string, says: string, members: readonly Member[]): readonly Group[] => {
  const about: Subject = { type: 'section', title, count: members.length, says };
  return members.length === 0 ? [] : [{ head: { key: title, namespace: '', kind: '', name: title, words: '', about }, members }];
};

/** Who holds strong rights and what they lead to; then everybody else whom a binding names. */
export const rbacAnswer = (snapshot: Snapshot): Answer => {
  const { powers, byDesign, dangling, undecided } = overviewOf(snapshot);
  const strong = new Set([...powers, ...byDesign].map(({ identity }) => keyOf(identity)));
  const others = boundStandings(snapshot)
    .flatMap(({ identity }) => (identity && !strong.has(keyOf(identity)) ? [identity] : []))
    .sort((a, b) => (describeIdentity(a) < describeIdentity(b) ? -1 : 1));
  const reach = powers.filter(({ path }) => path).length;
  const named = (about: Subject, { binding }: { readonly binding: Parameters<typeof refOf>[0] }): Member => {
    const { namespace = '', kind, name } = refOf(binding);
    return { key: `${about.type} ${refKey(refOf(binding))}`, namespace, kind, name, words: about.type, about };
  };
  return {
    headline: `${powers.length} hold strong rights, ${reach} can get to everything`,
    entries: entriesOf(
      snapshot.unread.filter(({ kind }) => RIGHTS_KINDS.includes(kind)),
      [
        ...section(
          'hold strong rights',
          'Rights that give their holder more than they say, as the good practices of Kubernetes for RBAC name them; the strongest first.',
          powers.map((power) => holder(power.identity, power)),
        ),
        ...section(
          'bindings that lead nowhere',
          'Bindings of which the role or a subject does not exist.',
          dangling.map((one) => named({ type: 'dangling', dangling: one }, one)),
        ),
        ...section(
          'bindings to roles that are not known',
          'The role could not be read, so what these give is not known.',
          undecided.map((grant) => named({ type: 'undecided', grant }, grant)),
        ),
        ...section(
          'parts of the cluster that need theirs',
          'They hold strong rights and need them to do their work.',
          byDesign.map((power) => holder(power.identity, power)),
        ),
        ...section(
          'all others that bindings name',
          'No right of theirs by their own name is a strong one; what they can become stands beside each.',
          others.map((identity) => holder(identity, undefined)),
        ),
      ],
    ),
  };
};
