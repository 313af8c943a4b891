import { field, isRecord, items, text, type Resource } from '../../core/resource.ts';
import { withFields } from '../../core/securityContext.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { addressesOf, addressesOfBlock } from './addresses.ts';
import { covers, sameIntervals } from './intervals.ts';
import { separated, wholeNamespace, type Uncovered } from './isolation.ts';
import { directionsOf, policiesIn, policiesOn, workloadsIn } from './policies.ts';
import { portRange } from './ports.ts';
import { egressOfPolicy } from './reaching.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where clouds answer instances about themselves, with the credentials of the instance. */
export const METADATA_API = '169.254.169.254';
const IPV4_BLOCK = `${METADATA_API}/32`;
/** The same of AWS in IPv6 networks. */
const IPV6_BLOCK = 'fd00:ec2::254/128';
const ADDRESS = addressesOf(METADATA_API) ?? [];
const PORT = portRange('TCP', 80, 80);

/** Everybody but the metadata API; pods are named besides, because some network plugins count no pod among addresses. */
export const EVERYBODY_ELSE: readonly Fields[] = [
  { ipBlock: { cidr: '0.0.0.0/0', except: [IPV4_BLOCK] } },
  { ipBlock: { cidr: '::/0', except: [IPV6_BLOCK] } },
  { namespaceSelector: {} },
];

const lets = (policy: Resource): boolean => covers(egressOfPolicy(policy, ADDRESS), PORT);

/** Every workload of a namespace asks this of the same policies. */
const known = new WeakMap<Resource, boolean>();

/** Whether a policy lets the pods that it selects reach the metadata API. */
const letsToMetadata = (policy: Resource): boolean => {
  let found = known.get(policy);
  if (found === undefined) known.set(policy, (found = lets(policy)));
  return found;
};

const egressPoliciesOn = (workload: Resource, snapshot: Snapshot): readonly Resource[] =>
  policiesOn(workload, snapshot).filter((policy) => directionsOf(policy).includes('Egress'));

/** Workloads of the pod network whose pods reach the metadata API, as far as policies decide; and which policies let them. */
export interface Reaching {
  readonly workload: Resource;
  /** None where no policy restricts their outgoing connections at all. */
  readonly by: readonly Resource[];
}

const findReaching = (namespace: string, snapshot: Snapshot): readonly Reaching[] =>
  workloadsIn(namespace, snapshot).flatMap((workload) => {
    const policies = egressPoliciesOn(workload, snapshot);
    const by = policies.filter(letsToMetadata);
    return policies.length === 0 || by.length > 0 ? [{ workload, by }] : [];
  });

/** Finding, doubts, guide and fix of a namespace all ask for it. */
const reaching = derived(() => new Map<string, readonly Reaching[]>());

export const reachingMetadata = (namespace: string, snapshot: Snapshot): readonly Reaching[] => {
  const byNamespace = reaching(snapshot);
  const found = byNamespace.get(namespace) ?? findReaching(namespace, snapshot);
  byNamespace.set(namespace, found);
  return found;
};

/** Those that no policy restricts, in groups that a policy can select without opening anything for the others. */
export const unrestrictedIn = (namespace: string, snapshot: Snapshot): Uncovered => {
  const open = reachingMetadata(namespace, snapshot).flatMap(({ workload, by }) => (by.length === 0 ? [workload] : []));
  if (open.length === 0) return { groups: [], inseparable: [] };
  const isWhole = !policiesIn(namespace, snapshot).some((policy) => directionsOf(policy).includes('Egress'));
  if (isWhole) return { groups: [wholeNamespace(open)], inseparable: [] };
  const isOpen = new Set(open);
  return separated(
    open,
    workloadsIn(namespace, snapshot).filter((workload) => !isOpen.has(workload)),
  );
};

/** Whether an `ipBlock` is the address alone, so that nothing is left without it. */
const isThatAlone = (block: unknown): boolean => sameIntervals(addressesOf(text(field(block, 'cidr')) ?? '') ?? [], ADDRESS);

const narrowedPeer = (peer: unknown): readonly unknown[] => {
  const block = field(peer, 'ipBlock');
  if (!isRecord(peer) || !isRecord(block) || !covers(addressesOfBlock(block), ADDRESS)) return [peer];
  if (isThatAlone(block)) return [];
  const except: readonly unknown[] = Array.isArray(block['except']) ? block['except'] : [];
  return [{ ...peer, ipBlock: { ...block, except: [...except, IPV4_BLOCK] } }];
};

const narrowedRule = (rule: Fields): readonly Fields[] => {
  const peers: unknown = rule['to'];
  if (!Array.isArray(peers) || peers.length === 0) return [{ ...rule, to: EVERYBODY_ELSE }];
  const left = peers.flatMap(narrowedPeer);
  // A rule without peers would let everybody in.
  return left.length === 0 ? [] : [{ ...rule, to: left }];
};

/** Whether a policy names the address itself: then somebody wants it. */
export const namesMetadata = (policy: Resource): boolean =>
  items(field(policy, 'spec', 'egress')).some((rule) => items(rule['to']).some((peer) => isThatAlone(peer['ipBlock'])));

/** The policy without the metadata API; it goes on isolating in the same directions. */
export const withoutMetadata = (policy: Resource): Resource => {
  const spec = isRecord(policy['spec']) ? policy['spec'] : {};
  const only = (rule: Fields): Resource => ({ ...policy, spec: { ...spec, policyTypes: ['Egress'], egress: [rule] } });
  const rules: readonly unknown[] = Array.isArray(spec['egress']) ? spec['egress'] : [];
  const egress = rules.flatMap((rule): readonly unknown[] => (isRecord(rule) && lets(only(rule)) ? narrowedRule(rule) : [rule]));
  // Without rules and without types a policy would isolate incoming connections alone.
  const types = egress.length > 0 ? spec['policyTypes'] : directionsOf(policy);
  return { ...policy, spec: withFields(spec, { egress: egress.length > 0 ? egress : undefined, policyTypes: types }) };
};
