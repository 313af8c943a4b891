import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { procMountRestricted } from '../src/analysis/psa/checks/procMount.ts';
import { isSafeSysctl, sysctls } from '../src/analysis/psa/checks/sysctls.ts';
import { windowsHostProcess } from '../src/analysis/psa/checks/windowsHostProcess.ts';
import { NEWEST_MINOR, parseVersion, versionOn } from '../src/analysis/psa/version.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import { isRecord, text } from '../src/core/resource.ts';
import { securityContextOf, withFields, withSecurityContext } from '../src/core/securityContext.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { withContainers, type Container, type PodSpec } from '../src/core/workload.ts';
import { cis, kubeLinter, kubernetes, kyverno, nsa, polaris, pss, trivy } from './references.ts';

const withoutHostProcess = (options: unknown): unknown =>
  isRecord(options) && options['hostProcess'] === true ? withFields(options, { hostProcess: false }) : options;

const masked = (of: PodSpec | Container): PodSpec => {
  const { procMount, windowsOptions } = securityContextOf(of);
  if (procMount === undefined && windowsOptions === undefined) return of;
  const isUnmasked = typeof procMount === 'string' && procMount !== 'Default';
  return withSecurityContext(of, { procMount: isUnmasked ? 'Default' : procMount, windowsOptions: withoutHostProcess(windowsOptions) });
};

const withSafeSysctls = (spec: PodSpec, { facts }: Snapshot): PodSpec => {
  const minor = parseVersion(versionOn(facts.serverVersion, 'latest')) ?? NEWEST_MINOR;
  const set: unknown = securityContextOf(spec)['sysctls'];
  if (!Array.isArray(set)) return spec;
  const safe = set.filter((sysctl: unknown) => !isRecord(sysctl) || isSafeSysctl(text(sysctl['name']) ?? '', minor));
  return safe.length === set.length ? spec : withSecurityContext(spec, { sysctls: safe.length === 0 ? undefined : safe });
};

export default podRemediation({
  id: 'proc-sysctl',
  title: 'Pods see all of /proc, change the kernel of their node, or are processes of it',
  severity: 'high',
  category: 'pod-security',
  why: 'An unmasked /proc and unsafe sysctls reach the kernel that all pods of the node share; a Windows HostProcess container is the node.',
  risk: 'Programs that build containers in containers, need a kernel setting, or administer a Windows node stop working.',
  references: [
    pss('baseline'),
    cis('5.2.10'),
    ...['KSV-0026', 'KSV-0027', 'KSV-0103'].map(trivy),
    ...['hostProcess', 'procMount'].map(polaris),
    ...['unsafe-proc-mount', 'unsafe-sysctls'].map(kubeLinter),
    kyverno('pod-security/baseline/disallow-proc-mount'),
    kyverno('pod-security/baseline/restrict-sysctls'),
    kyverno('pod-security/baseline/disallow-host-process'),
    nsa('Kubernetes Pod security'),
    kubernetes('tasks/administer-cluster/sysctl-cluster'),
  ],
  weaknesses: (_spec, resource, snapshot) => [
    ...breachesOf(procMountRestricted, resource, snapshot, { pod: 'securityContext', container: 'securityContext.procMount' }),
    ...breachesOf(sysctls, resource, snapshot, { pod: 'securityContext.sysctls', container: 'securityContext' }),
    ...breachesOf(windowsHostProcess, resource, snapshot, {
      pod: 'securityContext.windowsOptions',
      container: 'securityContext.windowsOptions',
    }),
  ],
  harden: (spec, _resource, snapshot) => withContainers(masked(withSafeSysctls(spec, snapshot)), masked),
  doubts: () => [
    {
      text: 'Somebody asked for it, and whether the programs run without is not visible in the API: builds in containers, databases that tune the kernel, and node agents of Windows do not.',
    },
  ],
  byDesign: systemReason,
});
