import type { ComponentName } from './components.ts';

/** What can be done where a provider runs the control plane, by provider; a whole sentence each. */
export interface Managed {
  readonly eks?: string;
  readonly gke?: string;
  readonly aks?: string;
}

const NAMES: Readonly<Record<keyof Managed, string>> = { eks: 'EKS', gke: 'GKE', aks: 'AKS' };

/** One step for each provider that lets one choose, and one for those that do not. */
export const managedSteps = (what: string, managed: Managed): readonly string[] => {
  const all = Object.keys(NAMES) as (keyof Managed)[];
  const fixed = all.filter((provider) => managed[provider] === undefined).map((provider) => NAMES[provider]);
  const chosen = all.flatMap((provider) => (managed[provider] === undefined ? [] : [`${NAMES[provider]}: ${managed[provider]}`]));
  const last = fixed.length === 0 ? [] : [`${fixed.join(', ')}: the provider runs ${what} and chooses this; it cannot be set there.`];
  return [...chosen, ...last];
};

/** Where kubeadm keeps the arguments of a component. */
export const KUBEADM_FIELD: Readonly<Partial<Record<ComponentName, string>>> = {
  'kube-apiserver': 'apiServer.extraArgs',
  'kube-controller-manager': 'controllerManager.extraArgs',
  'kube-scheduler': 'scheduler.extraArgs',
  etcd: 'etcd.local.extraArgs',
};
