import type { Catalogue } from '../src/core/remediation.ts';
import alwaysPull from './always-pull.ts';
import apparmorSelinux from './apparmor-selinux.ts';
import capabilities from './capabilities.ts';
import dashboardClusterAdmin from './dashboard-cluster-admin.ts';
import defaultDeny from './default-deny.ts';
import defaultNamespace from './default-namespace.ts';
import defaultSaAutomount from './default-sa-automount.ts';
import defaultSaBound from './default-sa-bound.ts';
import denyDashboard from './deny-dashboard.ts';
import hostNamespaces from './host-namespaces.ts';
import hostPath from './host-path.ts';
import hostPorts from './host-ports.ts';
import legacyTokenSecret from './legacy-token-secret.ts';
import missingSa from './missing-sa.ts';
import mutableTag from './mutable-tag.ts';
import noLimits from './no-limits.ts';
import privilegeEscalation from './privilege-escalation.ts';
import privileged from './privileged.ts';
import procSysctl from './proc-sysctl.ts';
import psaEnforce from './psa-enforce.ts';
import psaLabels from './psa-labels.ts';
import runAsRoot from './run-as-root.ts';
import seccomp from './seccomp.ts';
import secretsInEnv from './secrets-in-env.ts';
import workloadDefaultSa from './workload-default-sa.ts';
import workloadTokenAutomount from './workload-token-automount.ts';
import writableRoot from './writable-root.ts';

/** In the order in which to offer and to apply them. */
export const catalogue: Catalogue = [
  defaultSaAutomount,
  workloadDefaultSa,
  workloadTokenAutomount,
  defaultSaBound,
  legacyTokenSecret,
  missingSa,
  dashboardClusterAdmin,
  procSysctl,
  privileged,
  hostNamespaces,
  hostPath,
  hostPorts,
  capabilities,
  privilegeEscalation,
  seccomp,
  writableRoot,
  apparmorSelinux,
  secretsInEnv,
  runAsRoot,
  // Before default-deny, which leaves alone what a policy selects already.
  denyDashboard,
  defaultDeny,
  noLimits,
  defaultNamespace,
  mutableTag,
  alwaysPull,
  psaLabels,
  // After what makes pods stricter: it enforces what all of them meet.
  psaEnforce,
];
