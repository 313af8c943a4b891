import { heldBy, holdersOf } from '../src/analysis/controlPlane/components.ts';
import { configurationKinds, configurationsOf, standing, undecidedOf } from '../src/analysis/controlPlane/configurations.ts';
import { valueOf } from '../src/analysis/controlPlane/flags.ts';
import { managedSteps } from '../src/analysis/controlPlane/providers.ts';
import { hostOf, isOnNodeOnly } from '../src/analysis/controlPlane/publicAddress.ts';
import { settingsDiff, valueAt, type Setting } from '../src/analysis/controlPlane/settings.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { describeRef, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubernetes, nsa } from './references.ts';

interface Address {
  readonly field: string;
  readonly flag: string;
  readonly unset: string;
  readonly port: string;
}

const ADDRESSES: readonly Address[] = [
  { field: 'healthzBindAddress', flag: '--healthz-bind-address', unset: '0.0.0.0:10256', port: '10256' },
  { field: 'metricsBindAddress', flag: '--metrics-bind-address', unset: '127.0.0.1:10249', port: '10249' },
];

const wrong = ({ unset }: Address, given: string): string | undefined => {
  if (isOnNodeOnly(hostOf(given === '' ? unset : given))) return undefined;
  return given === '' ? `is not set, which means ${unset}` : `is ${given}`;
};

const SETTINGS: readonly Setting[] = ADDRESSES.map((address) => ({
  path: address.field,
  flag: address.flag,
  wrong: (values) => wrong(address, text(valueAt(values, address.field)) ?? ''),
  wanted: `127.0.0.1:${address.port}`,
}));

/** Flags say nothing where a file is given. */
const inFlags = (resource: Resource, snapshot: Snapshot): readonly Evidence[] =>
  heldBy(resource, 'kube-proxy', snapshot)
    .filter(({ flags }) => valueOf(flags, '--config') === undefined)
    .flatMap(({ flags, path }) =>
      ADDRESSES.flatMap((address) => {
        const found = wrong(address, valueOf(flags, address.flag) ?? '');
        return found === undefined ? [] : [{ path, detail: `${address.flag} ${found}` }];
      }),
    );

const inConfiguration = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  const configuration = configurationsOf('kube-proxy', snapshot).get(resource);
  if (!configuration) return [];
  const { values, textAt } = configuration;
  return SETTINGS.flatMap((setting) => {
    const found = setting.wrong(values);
    return found === undefined
      ? []
      : [{ path: textAt ?? standing(values, setting.path), detail: `${setting.path} (${setting.flag ?? ''}) ${found}` }];
  });
};

const remediation: Remediation = {
  id: 'kube-proxy-health',
  title: 'kube-proxy answers the network about its health or metrics (10256, 10249)',
  severity: 'low',
  category: 'control-plane',
  why: 'Everybody in the network sees that this is a node of a cluster and how it is; the metrics show the Services behind it too.',
  risk: 'Load balancers of providers ask port 10256 whether a node takes traffic: where they do, close it to everybody else in the firewall instead.',
  references: [cis('4.3.1'), nsa('Network separation and hardening'), kubernetes('reference/config-api/kube-proxy-config.v1alpha1')],
  kinds: [...configurationKinds('kube-proxy'), ...WORKLOAD_KINDS],
  among: (snapshot) => [...configurationsOf('kube-proxy', snapshot).keys(), ...holdersOf('kube-proxy', snapshot)],
  undecided: (snapshot) => (holdersOf('kube-proxy', snapshot).length > 0 ? [] : undecidedOf('kube-proxy', snapshot)),
  find: (resource, snapshot) => [...inConfiguration(resource, snapshot), ...inFlags(resource, snapshot)],
  guide: (resource, snapshot) => {
    const values = configurationsOf('kube-proxy', snapshot).get(resource)?.values;
    const file = describeRef(snapshot.ref(resource));
    return {
      steps: [
        'If load balancers with externalTrafficPolicy: Local or Cluster ask the nodes for their health, let only them reach port 10256, in the firewall or the security group, and stop here.',
        'Otherwise let it listen on 127.0.0.1 as shown (kubectl -n kube-system edit configmap kube-proxy).',
        'Restart it: kubectl -n kube-system rollout restart daemonset kube-proxy.',
        ...managedSteps('kube-proxy', { eks: 'give the values to the kube-proxy add-on (aws eks update-addon --configuration-values).' }),
      ],
      ...(values
        ? {
            files: [
              {
                file,
                diff: settingsDiff(
                  values,
                  SETTINGS.filter((setting) => setting.wrong(values) !== undefined),
                  file,
                ),
              },
            ],
          }
        : {}),
    };
  },
};
export default remediation;
