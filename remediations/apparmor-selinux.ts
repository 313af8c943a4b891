import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { appArmorProfile, isForbiddenAnnotation } from '../src/analysis/psa/checks/appArmorProfile.ts';
import { allowedTypes, seLinuxOptions } from '../src/analysis/psa/checks/seLinuxOptions.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import { editOf } from '../src/core/change.ts';
import type { Remediation } from '../src/core/remediation.ts';
import { annotationsOf, isRecord, type Resource } from '../src/core/resource.ts';
import { securityContextOf, withFields, withSecurityContext } from '../src/core/securityContext.ts';
import { podMetadataOf, withContainers, withPodMetadata, type Container, type PodSpec } from '../src/core/workload.ts';
import { kubernetes, kubescape, kyverno, nsa, pss, trivy } from './references.ts';

const CONFINED = ['RuntimeDefault', 'Localhost'];

const confined = (profile: unknown): unknown =>
  isRecord(profile) && !CONFINED.some((type) => type === profile['type'])
    ? withFields(profile, { type: 'RuntimeDefault', localhostProfile: undefined })
    : profile;

const labelled = (options: unknown): unknown => {
  if (!isRecord(options)) return options;
  const type = allowedTypes.includes(String(options['type'])) ? options['type'] : undefined;
  const left = withFields(options, { user: undefined, role: undefined, type });
  return Object.keys(left).length === 0 ? undefined : left;
};

const mended = (of: PodSpec | Container): PodSpec => {
  const { appArmorProfile: profile, seLinuxOptions: options } = securityContextOf(of);
  return profile === undefined && options === undefined
    ? of
    : withSecurityContext(of, { appArmorProfile: confined(profile), seLinuxOptions: labelled(options) });
};

const withoutAnnotations = (resource: Resource): Resource =>
  withPodMetadata(resource, (metadata) => {
    const annotations = annotationsOf({ metadata });
    const kept = Object.fromEntries(Object.entries(annotations).filter(([name, value]) => !isForbiddenAnnotation(name, value)));
    return Object.keys(kept).length === Object.keys(annotations).length ? metadata : { ...metadata, annotations: kept };
  });

const rule = podRemediation({
  id: 'apparmor-selinux',
  title: 'Pods leave AppArmor or SELinux, or choose their own rules there',
  severity: 'high',
  category: 'pod-security',
  why: 'The profiles of the runtime keep a container that is broken out of from the files and kernel interfaces of its node.',
  risk: 'Programs that were let out of their profile are refused what it does not allow, on the nodes that have AppArmor or SELinux.',
  references: [
    pss('baseline'),
    kubescape('C-0055'),
    ...['KSV-0002', 'KSV-0025'].map(trivy),
    kyverno('pod-security/baseline/restrict-apparmor-profiles'),
    kyverno('pod-security/baseline/disallow-selinux'),
    nsa('Kubernetes Pod security'),
    kubernetes('tutorials/security/apparmor'),
  ],
  weaknesses: (_spec, resource, snapshot) => [
    ...breachesOf(appArmorProfile, resource, snapshot),
    ...breachesOf(seLinuxOptions, resource, snapshot),
  ],
  harden: (spec) => withContainers(mended(spec), mended),
  doubts: () => [
    { text: 'Which of them the nodes have, and what the programs do that the profile would refuse, is not visible in the API.' },
  ],
  byDesign: systemReason,
});

const remediation: Remediation = {
  ...rule,
  fix: (resource, snapshot, answers) =>
    (rule.fix?.(resource, snapshot, answers) ?? []).map((edit) =>
      edit.after && podMetadataOf(edit.after)['annotations'] !== undefined
        ? editOf(snapshot, resource, withoutAnnotations(edit.after))
        : edit,
    ),
};
export default remediation;
