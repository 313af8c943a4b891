import { variable } from '../src/analysis/controlPlane/words.ts';
import { isOnNodeOnly } from '../src/analysis/controlPlane/publicAddress.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { field, items, kindOf, text, type Resource } from '../src/core/resource.ts';
import { derived, type Snapshot } from '../src/core/snapshot.ts';
import { containersOf, madeBy } from '../src/core/workload.ts';
import { shellWord } from '../src/core/shellWord.ts';
import { nsa } from './references.ts';

/** The custom resource, and the same served by Calico's own API server. */
const CONFIGURATIONS = ['crd.projectcalico.org/FelixConfiguration', 'projectcalico.org/FelixConfiguration'];
const ON = /^(?:true|1|yes|on|t|y)$/i;

/** Felix listens on localhost unless it is told otherwise. */
const wrong = (enabled: boolean, host: string | undefined): boolean => enabled && host !== undefined && host !== '' && !isOnNodeOnly(host);

const inWorkload = (workload: Resource, snapshot: Snapshot): readonly Evidence[] =>
  madeBy(workload, snapshot)
    ? []
    : containersOf(workload).flatMap(({ container, path }) => {
        const host = variable(container, 'FELIX_HEALTHHOST');
        return wrong(ON.test(variable(container, 'FELIX_HEALTHENABLED') ?? ''), host)
          ? [
              {
                path: `${path}.env`,
                detail: `FELIX_HEALTHHOST is ${host ?? ''}: the network reaches port ${variable(container, 'FELIX_HEALTHPORT') ?? '9099'}`,
              },
            ]
          : [];
      });

const inConfiguration = (configuration: Resource): readonly Evidence[] => {
  const host = text(field(configuration, 'spec', 'healthHost'));
  return wrong(field(configuration, 'spec', 'healthEnabled') === true, host)
    ? [{ path: 'spec.healthHost', detail: `is ${host ?? ''}: the network reaches the health port (9099)` }]
    : [];
};

const isFelix = (workload: Resource): boolean =>
  containersOf(workload).some(({ container }) =>
    items(container['env']).some(({ name }) => typeof name === 'string' && name.startsWith('FELIX_')),
  );

const remediation: Remediation = {
  id: 'felix-health',
  title: 'Calico answers the network about its health (9099)',
  severity: 'low',
  category: 'control-plane',
  why: 'Everybody in the network sees that this is a node of a cluster, which network plugin it runs, and when it is in trouble.',
  risk: 'Probes from other hosts fail; those of the kubelet run on the node and go on.',
  references: [
    nsa('Network separation and hardening'),
    { source: 'kubernetes', id: 'calico: health ports', url: 'https://docs.tigera.io/calico/latest/reference/felix/configuration' },
  ],
  kinds: [...CONFIGURATIONS, 'apps/DaemonSet'],
  among: derived((snapshot) => [
    ...CONFIGURATIONS.flatMap((kind) => snapshot.list(kind)),
    ...snapshot.list('apps/DaemonSet').filter(isFelix),
  ]),
  find: (resource, snapshot) => (CONFIGURATIONS.includes(kindOf(resource)) ? inConfiguration(resource) : inWorkload(resource, snapshot)),
  guide: (resource) => ({
    steps: [
      CONFIGURATIONS.includes(kindOf(resource))
        ? `Let Felix listen on its node alone: \`kubectl patch felixconfiguration ${shellWord(resource.metadata.name)} --type=merge -p '{"spec":{"healthHost":"localhost"}}'\`.`
        : `Take FELIX_HEALTHHOST out of ${resource.metadata.name}, or set it to localhost, where it comes from (the operator, a chart or a manifest).`,
      'Let the probes of the pod ask localhost too, as those of Calico do.',
      'Close port 9099 to the outside in the firewall or the security group of the nodes.',
    ],
  }),
};
export default remediation;
