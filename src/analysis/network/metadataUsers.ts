import type { Doubt } from '../../core/remediation.ts';
import { annotationsOf, field, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { podMetadataOf, podSpecOf } from '../../core/workload.ts';
import { accountOf, accountResource } from '../accounts.ts';
import { saidBy } from '../said.ts';
import { listed, nameOf } from '../sentences.ts';
import { METADATA_API, namesMetadata, reachingMetadata } from './metadataApi.ts';
import { podLabelsOf, policiesOn } from './policies.ts';

/** By what identity agents know whose requests to the metadata API they answer: GKE, kube2iam and kiam, Azure's older one. */
const GKE_ACCOUNT = 'iam.gke.io/gcp-service-account';
const POD_ROLE = 'iam.amazonaws.com/role';
const AZURE_BINDING = 'aadpodidbinding';
const NAMES = [METADATA_API, 'metadata.google.internal', 'metadata.goog'];

const getsIdentityThere = (workload: Resource, snapshot: Snapshot): boolean => {
  const account = accountResource(accountOf(workload, podSpecOf(workload) ?? {}), snapshot);
  return (
    (account !== undefined && annotationsOf(account)[GKE_ACCOUNT] !== undefined) ||
    annotationsOf({ metadata: podMetadataOf(workload) })[POD_ROLE] !== undefined ||
    podLabelsOf(workload)[AZURE_BINDING] !== undefined
  );
};

const callsIt = (workload: Resource): boolean => saidBy(workload).some((word) => NAMES.some((name) => word.includes(name)));

/** Its lookups go to the resolver of the node, which Google Cloud has at the same address. */
const looksUpThere = (workload: Resource): boolean => podSpecOf(workload)?.['dnsPolicy'] === 'Default';

/** A made-up cluster says so in its nodes' providerID; without one it may be a cloud all the same. */
const hasNoCloud = (snapshot: Snapshot): boolean => {
  const nodes = snapshot.list('Node');
  return nodes.length > 0 && nodes.every((node) => /^(?:kind|k3s|minikube)?(?::|$)/.test(text(field(node, 'spec', 'providerID')) ?? ''));
};

const told = (workloads: readonly Resource[], what: string): readonly string[] =>
  workloads.length === 0 ? [] : [`${listed(workloads.map(nameOf))} ${what}`];

/** Why the metadata API of a namespace should not be closed unseen. */
export const metadataDoubts = (namespace: string, snapshot: Snapshot): readonly Doubt[] => {
  const reaching = reachingMetadata(namespace, snapshot);
  const workloads = reaching.map(({ workload }) => workload);
  const bare = workloads.filter((workload) => policiesOn(workload, snapshot).length === 0);
  const wanted = [...new Set(reaching.flatMap(({ by }) => by.filter(namesMetadata)))];
  return [
    'Whether the network plugin enforces NetworkPolicy, and whether programs take credentials, region or zone from the node, is not visible in the API.',
    ...told(
      workloads.filter((workload) => getsIdentityThere(workload, snapshot)),
      'get a cloud identity at this address, and would lose it.',
    ),
    ...told(workloads.filter(callsIt), 'name the metadata API in env, command or args.'),
    ...told(workloads.filter(looksUpThere), 'look names up at the resolver of the node, which on Google Cloud is this address.'),
    ...(wanted.length > 0 ? [`${listed(wanted.map(nameOf))} allows exactly this address, so somebody wants it.`] : []),
    ...(bare.length > 0
      ? [
          'Some network plugins (Cilium) count nodes and the API server among no addresses: pods that talk to them would be cut there.',
          'default-deny closes this address too, and all else that nobody declares: once this policy stands, it does not report these pods any more.',
        ]
      : []),
    ...(hasNoCloud(snapshot) ? ['No node says that it runs in a cloud: there may be nothing at this address.'] : []),
  ].map((line) => ({ text: line }));
};
