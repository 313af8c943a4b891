import { printable } from '../../core/printable.ts';
import { describeRef, field, items, kindOf, labelsOf, refOf, text, type Kind, type Resource } from '../../core/resource.ts';

/** Where Services keep what they send traffic to; the second says the same, for whoever may not read the first. */
export const ENDPOINTS: readonly Kind[] = ['discovery.k8s.io/EndpointSlice', 'Endpoints'];

/** Its ready addresses, each with the object that has it. A slice's endpoint that says nothing of readiness is ready (API reference). */
const readyIn = (endpoints: Resource): readonly { readonly addresses: readonly unknown[]; readonly of: unknown }[] =>
  kindOf(endpoints) === 'Endpoints'
    ? items(endpoints['subsets']).flatMap((subset) =>
        items(subset['addresses']).map((address) => ({ addresses: [address['ip']], of: address['targetRef'] })),
      )
    : items(endpoints['endpoints'])
        .filter((endpoint) => field(endpoint, 'conditions', 'ready') !== false)
        .map(({ addresses, targetRef }) => ({ addresses: Array.isArray(addresses) ? addresses : [], of: targetRef }));

const addressesOf = (pod: Resource): readonly string[] =>
  [field(pod, 'status', 'podIP'), ...items(field(pod, 'status', 'podIPs')).map(({ ip }) => ip)]
    .flatMap((ip) => text(ip) ?? [])
    .filter((ip) => ip !== '');

const serviceOf = (endpoints: Resource): string => text(labelsOf(endpoints)['kubernetes.io/service-name']) ?? endpoints.metadata.name;

/** Whether it has been given an address that something can send traffic to. */
export const hasAddress = (pod: Resource): boolean => addressesOf(pod).length > 0;

/** Why a rehearsal's pod may get traffic, by these endpoints of its namespace; undefined where none takes it for ready. */
export const takenForReady = (pod: Resource, endpoints: readonly Resource[]): string | undefined => {
  const own = addressesOf(pod);
  const taking = endpoints.find((object) =>
    readyIn(object).some(
      ({ addresses, of }) =>
        (field(of, 'kind') === 'Pod' && field(of, 'name') === pod.metadata.name) || addresses.some((ip) => own.includes(text(ip) ?? '')),
    ),
  );
  return (
    taking &&
    printable(
      `it was removed at once: ${describeRef(refOf(taking))} took it for ready, so Service ${serviceOf(taking)} may have sent it traffic`,
    )
  );
};
