import { annotationsOf, type Kind, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { podMetadataOf, podSpecOf } from '../../core/workload.ts';
import { accountOf, accountResource, mountsToken } from '../accounts.ts';
import { namespaceOf } from '../namespaces.ts';
import { listed, nameOf } from '../sentences.ts';
import { grantsTo, RBAC_KINDS } from '../rbac/grants.ts';
import { declaredCalls } from './calls.ts';
import { selectorOf } from './services.ts';

const callsApiServer = (workload: Resource, snapshot: Snapshot): boolean => {
  const spec = podSpecOf(workload) ?? {};
  const account = accountOf(workload, spec);
  return mountsToken(spec, accountResource(account, snapshot)) && grantsTo(account, snapshot).length > 0;
};

const isScraped = (workload: Resource): boolean => annotationsOf({ metadata: podMetadataOf(workload) })['prometheus.io/scrape'] === 'true';

/** What `cutsOf` looks at besides workloads and Services. */
export const CUT_DOUBTS: readonly Kind[] = ['ConfigMap', 'ServiceAccount', ...RBAC_KINDS];

/** What these workloads are seen to do over the network that policies made of declarations do not keep; whole sentences. */
export const cutsOf = (workloads: readonly Resource[], snapshot: Snapshot): readonly string[] => [
  ...workloads.flatMap((workload) => {
    const name = nameOf(workload);
    const calls = declaredCalls(snapshot).get(workload);
    const outside = calls?.outside ?? [];
    const unknown = (calls?.services ?? []).filter((service) => !selectorOf(service));
    return [
      ...(outside.length > 0 ? [`${name} names ${listed(outside)}, which it could not reach any more.`] : []),
      ...unknown.map(
        (service) =>
          `${name} calls Service ${namespaceOf(service)}/${service.metadata.name}, whose endpoints are not known, and would lose it.`,
      ),
      ...(callsApiServer(workload, snapshot)
        ? [`${name} has a token with rights, so it probably talks to the API server, and could not any more.`]
        : []),
      ...(isScraped(workload) ? [`${name} is scraped by Prometheus, which could not reach it from another namespace any more.`] : []),
    ];
  }),
];
