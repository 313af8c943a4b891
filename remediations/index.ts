import type { Catalogue } from '../src/core/remediation.ts';
import allowAllPolicy from './allow-all-policy.ts';
import alwaysPull from './always-pull.ts';
import anonymousBinding from './anonymous-binding.ts';
import apiserverAdmissionPlugins from './apiserver-admission-plugins.ts';
import apiserverAnonymous from './apiserver-anonymous.ts';
import apiserverAuditLog from './apiserver-audit-log.ts';
import apiserverAuthorizationMode from './apiserver-authorization-mode.ts';
import apiserverEncryptionProvider from './apiserver-encryption-provider.ts';
import apiserverEtcdTls from './apiserver-etcd-tls.ts';
import apiserverEventRateLimit from './apiserver-event-rate-limit.ts';
import apiserverInsecurePort from './apiserver-insecure-port.ts';
import apiserverKubeletTls from './apiserver-kubelet-tls.ts';
import apiserverOidc from './apiserver-oidc.ts';
import apiserverProfiling from './apiserver-profiling.ts';
import apiserverServiceAccounts from './apiserver-service-accounts.ts';
import apiserverTls from './apiserver-tls.ts';
import apiserverTokenAuth from './apiserver-token-auth.ts';
import apparmorSelinux from './apparmor-selinux.ts';
import authenticatedBinding from './authenticated-binding.ts';
import capabilities from './capabilities.ts';
import clusterAdminBinding from './cluster-admin-binding.ts';
import clusterWideInsteadOfNamespace from './cluster-wide-instead-of-namespace.ts';
import controllerManagerBindAddress from './controller-manager-bind-address.ts';
import controllerManagerKubeletCerts from './controller-manager-kubelet-certs.ts';
import controllerManagerPodGc from './controller-manager-pod-gc.ts';
import controllerManagerProfiling from './controller-manager-profiling.ts';
import controllerManagerRootCa from './controller-manager-root-ca.ts';
import controllerManagerSaCredentials from './controller-manager-sa-credentials.ts';
import controllerManagerSaKey from './controller-manager-sa-key.ts';
import danglingBinding from './dangling-binding.ts';
import dashboardClusterAdmin from './dashboard-cluster-admin.ts';
import defaultDeny from './default-deny.ts';
import defaultNamespace from './default-namespace.ts';
import defaultSaAutomount from './default-sa-automount.ts';
import defaultSaBound from './default-sa-bound.ts';
import denyDashboard from './deny-dashboard.ts';
import escalationRights from './escalation-rights.ts';
import etcdPeerTls from './etcd-peer-tls.ts';
import etcdTls from './etcd-tls.ts';
import execIntoPrivileged from './exec-into-privileged.ts';
import execRights from './exec-rights.ts';
import exposedService from './exposed-service.ts';
import failOpenWebhook from './fail-open-webhook.ts';
import felixHealth from './felix-health.ts';
import hostNamespaces from './host-namespaces.ts';
import hostPath from './host-path.ts';
import hostPorts from './host-ports.ts';
import ingressNoTls from './ingress-no-tls.ts';
import kubeProxyHealth from './kube-proxy-health.ts';
import kubectlProxy from './kubectl-proxy.ts';
import kubeletAnonymous from './kubelet-anonymous.ts';
import kubeletAuthorization from './kubelet-authorization.ts';
import kubeletCadvisorPort from './kubelet-cadvisor-port.ts';
import kubeletCertRotation from './kubelet-cert-rotation.ts';
import kubeletClientCa from './kubelet-client-ca.ts';
import kubeletLimits from './kubelet-limits.ts';
import kubeletReadOnlyPort from './kubelet-read-only-port.ts';
import kubeletTls from './kubelet-tls.ts';
import legacyTokenSecret from './legacy-token-secret.ts';
import metadataApi from './metadata-api.ts';
import missingSa from './missing-sa.ts';
import mutableTag from './mutable-tag.ts';
import noLimitRange from './no-limit-range.ts';
import noLimits from './no-limits.ts';
import noPodPolicy from './no-pod-policy.ts';
import noQuota from './no-quota.ts';
import nodeExposure from './node-exposure.ts';
import privilegeEscalation from './privilege-escalation.ts';
import privileged from './privileged.ts';
import procSysctl from './proc-sysctl.ts';
import psaEnforce from './psa-enforce.ts';
import psaLabels from './psa-labels.ts';
import rbacOff from './rbac-off.ts';
import runAsRoot from './run-as-root.ts';
import schedulerBindAddress from './scheduler-bind-address.ts';
import schedulerProfiling from './scheduler-profiling.ts';
import seccomp from './seccomp.ts';
import secretsAccess from './secrets-access.ts';
import secretsInEnv from './secrets-in-env.ts';
import untrustedRegistry from './untrusted-registry.ts';
import versionSupport from './version-support.ts';
import vulnerableImage from './vulnerable-image.ts';
import wildcardRights from './wildcard-rights.ts';
import workloadCreateRights from './workload-create-rights.ts';
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
  clusterAdminBinding,
  // Before those that take one right out of a rule, which needs to say what it is about.
  wildcardRights,
  anonymousBinding,
  authenticatedBinding,
  secretsAccess,
  escalationRights,
  execRights,
  // Before what writes the subjects of a binding into another one.
  danglingBinding,
  workloadCreateRights,
  clusterWideInsteadOfNamespace,
  rbacOff,
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
  allowAllPolicy,
  // After those that close more: it narrows what they leave open.
  metadataApi,
  exposedService,
  ingressNoTls,
  kubectlProxy,
  noLimits,
  // Before no-quota, which refuses pods that say nothing and get no default.
  noLimitRange,
  noQuota,
  defaultNamespace,
  mutableTag,
  alwaysPull,
  untrustedRegistry,
  vulnerableImage,
  psaLabels,
  // After what makes pods stricter: it enforces what all of them meet.
  psaEnforce,
  execIntoPrivileged,
  noPodPolicy,
  failOpenWebhook,
  apiserverAnonymous,
  apiserverAuthorizationMode,
  apiserverInsecurePort,
  apiserverProfiling,
  apiserverAdmissionPlugins,
  apiserverEventRateLimit,
  apiserverAuditLog,
  apiserverTls,
  apiserverEtcdTls,
  apiserverKubeletTls,
  apiserverEncryptionProvider,
  apiserverTokenAuth,
  apiserverServiceAccounts,
  apiserverOidc,
  etcdTls,
  etcdPeerTls,
  controllerManagerProfiling,
  controllerManagerBindAddress,
  controllerManagerSaCredentials,
  controllerManagerSaKey,
  controllerManagerRootCa,
  controllerManagerKubeletCerts,
  controllerManagerPodGc,
  schedulerProfiling,
  schedulerBindAddress,
  kubeletAnonymous,
  kubeletAuthorization,
  kubeletClientCa,
  kubeletReadOnlyPort,
  kubeletCadvisorPort,
  kubeletCertRotation,
  kubeletTls,
  kubeletLimits,
  kubeProxyHealth,
  felixHealth,
  versionSupport,
  nodeExposure,
];
