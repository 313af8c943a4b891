import { connectionCount } from '../../analysis/network/connections.ts';
import { podsOf, type Pods } from '../../analysis/network/ends.ts';
import { INTENT_KINDS, inspectConnectivity, NETWORK_KINDS, type NetworkAnswer } from '../../analysis/network/inspect.ts';
import { assertPoliciesRead } from '../../app/policiesRead.ts';
import { derived, type Snapshot, type Unread } from '../../core/snapshot.ts';
import { entriesOf, type Answer, type Entry, type Group, type Subject } from './entries.ts';
import { networkIndex, type NetworkIndex } from './networkIndex.ts';

/** What is read to answer. */
export const CONNECTIVITY_KINDS = [...NETWORK_KINDS, ...INTENT_KINDS];

export const aboutOf = (only: string | undefined): ((pods: Pods) => boolean) | undefined =>
  only === undefined ? undefined : ({ namespace }) => namespace === only;

export const unreadOf = ({ unread }: Snapshot): readonly Unread[] => unread.filter(({ kind }) => CONNECTIVITY_KINDS.includes(kind));

type Place = Pick<Entry, 'namespace' | 'kind' | 'name'>;

/** Ends as people know them: by the workload that decides over them. */
const placesOf = derived(
  (snapshot): ReadonlyMap<string, Place> =>
    new Map(
      podsOf(snapshot).map(({ name, namespace, workload }) => [name, { namespace, kind: workload.kind, name: workload.metadata.name }]),
    ),
);

interface End {
  readonly end: string;
  readonly place: Place;
}

/** By namespace, then by name. */
export const endsOf = ({ ends }: NetworkAnswer, snapshot: Snapshot, only: string | undefined): readonly End[] => {
  const places = placesOf(snapshot);
  const found = ends.map((end) => ({ end, place: places.get(end) ?? { namespace: '', kind: '', name: end } }));
  const sorted = found.sort((a, b) => (a.end < b.end ? -1 : 1));
  return only === undefined ? sorted : sorted.filter(({ place }) => place.namespace === only);
};

const wordsOf = (end: string, network: NetworkIndex): string => {
  const declared = network.declared(end);
  return [...(declared.length > 0 ? ['declared'] : []), ...(declared.some(({ open }) => !open) ? ['closed'] : [])].join(' ');
};

type Shows = Extract<Subject, { type: 'end' }>['shows'];

const COUNTED = 'pods and workloads, with outside for addresses that are none of them';

const SAYS: Readonly<Record<Shows, string>> = {
  open: `MAY REACH and REACHED BY count ${COUNTED}; DECLARED counts what Services, settings and Ingresses declare, with ! for what policies do not let through.`,
  cut: `CUT TO and CUT FROM count ${COUNTED}; DECLARED counts what is declared and would be cut.`,
  opened: `The first two columns count ${COUNTED}, to which and from which connections would open.`,
};

const TITLES: Readonly<Record<Shows, string>> = { open: '', cut: ': would lose', opened: ': would gain' };

/** Namespace by namespace the ends that the index knows of. */
export const groupsOf = (ends: readonly End[], network: NetworkIndex, shows: Shows): readonly Group[] =>
  [...Map.groupBy(ends, ({ place }) => place.namespace)].map(([namespace, members]) => ({
    head: {
      key: `${shows} ${namespace}`,
      namespace,
      kind: 'Namespace',
      name: namespace,
      words: '',
      about: { type: 'section', title: `${namespace}${TITLES[shows]}`, count: members.length, says: SAYS[shows] },
    },
    members: members.map(({ end, place }): Omit<Entry, 'head'> => ({
      key: `${shows} ${end}`,
      ...place,
      words: wordsOf(end, network),
      about: { type: 'end', end, network, shows },
    })),
  }));

/** Who may talk to whom, declared or not. */
export const networkAnswer = (snapshot: Snapshot, only: string | undefined): Answer => {
  assertPoliciesRead(snapshot);
  const answer = inspectConnectivity(snapshot, { about: aboutOf(only), hostNetwork: 'pods' });
  const closed = answer.declared.filter(({ open }) => !open).length;
  const network = networkIndex(answer, answer.links, answer.declared);
  return {
    headline: `${connectionCount(answer.links)} connections; ${closed} of ${answer.declared.length} declared are closed`,
    entries: entriesOf(unreadOf(snapshot), groupsOf(endsOf(answer, snapshot, only), network, 'open')),
  };
};
