/** Namespaces that every cluster has for itself. */
const SYSTEM: Readonly<Record<string, string>> = {
  'kube-system': 'the components of the cluster run in it, and must always be able to start',
  'kube-public': 'it holds what everyone may read, and no pods',
  'kube-node-lease': 'it holds the heartbeats of the nodes, and no pods',
};

/** Why a namespace has no limits of its own to what its pods may use; undefined for those of people. */
export const systemNamespaceReason = (name: string): string | undefined => SYSTEM[name];
