import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { runAsNonRoot } from '../src/analysis/psa/checks/runAsNonRoot.ts';
import { runAsUser } from '../src/analysis/psa/checks/runAsUser.ts';
import { listed } from '../src/analysis/sentences.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { isAdministrator, isWindowsPod, windowsUserOf } from '../src/analysis/windows.ts';
import { podRemediation } from '../src/core/builders.ts';
import type { Answers, Doubt, Guide, Input } from '../src/core/remediation.ts';
import { field, isRecord, items, text, type Resource } from '../src/core/resource.ts';
import { securityContextOf, withSecurityContext } from '../src/core/securityContext.ts';
import { containersOf, DECLARED, podSpecOf, withContainers, type Container, type PodSpec } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, pss, trivy } from './references.ts';

const OF_IMAGE = 'image';
const HIGHEST_UID = 2 ** 31 - 1;

const userOf = (of: PodSpec | Container): number | undefined => {
  const user = securityContextOf(of)['runAsUser'];
  return typeof user === 'number' ? user : undefined;
};

const containersIn = (spec: PodSpec): readonly Container[] => DECLARED.flatMap((list) => items(spec[list]));

/** Whether a container would run as whom its image names, or as root: then a number is needed. */
const needsUser = (spec: PodSpec): boolean =>
  !isWindowsPod(spec) && containersIn(spec).some((container) => (userOf(container) ?? userOf(spec) ?? 0) === 0);

/** Names of images by which their publishers say that they run as a numeric user other than root. */
const NON_ROOT = /(^|\/)(distroless|chainguard)\/|-?(nonroot|unprivileged|rootless)(:|@|$)|:[^/:]*nonroot/;

/** A user that other containers of the pod have, or the image's own where its name says that it is not root. */
const knownUser = (spec: PodSpec): string | undefined => {
  const users = new Set(containersIn(spec).flatMap((container) => userOf(container) || []));
  if (users.size === 1) return [...users].join('');
  const images = containersIn(spec).map((container) => text(container['image']) ?? '');
  const isKnown = images.length > 0 && images.every((image) => NON_ROOT.test(image));
  return isKnown ? OF_IMAGE : undefined;
};

const refuse = (value: string): string | undefined => {
  if (value === OF_IMAGE) return undefined;
  return /^[1-9][0-9]*$/.test(value) && Number(value) <= HIGHEST_UID
    ? undefined
    : `"${value}" is no user id: give a number from 1 to ${HIGHEST_UID}, or "${OF_IMAGE}" where the image names a numeric user.`;
};

const inputs = (resource: Resource): readonly Input[] => {
  const spec = podSpecOf(resource) ?? {};
  if (!needsUser(spec)) return [];
  const known = knownUser(spec);
  return [
    {
      name: 'uid',
      ask: `User id for the containers that have none (a number above 0, or "${OF_IMAGE}" for the numeric user that the image names itself)`,
      ...(known === undefined ? {} : { default: known }),
      refuse,
    },
  ];
};

/** Without its root user, and without permission for one. */
const withoutRoot = (of: PodSpec | Container, uid: number | undefined): PodSpec => {
  const context = securityContextOf(of);
  return withSecurityContext(of, {
    ...(context['runAsUser'] === 0 ? { runAsUser: uid } : {}),
    ...(context['runAsNonRoot'] === false ? { runAsNonRoot: true } : {}),
  });
};

const isRoot = (of: PodSpec | Container): boolean => {
  const context = securityContextOf(of);
  return context['runAsUser'] === 0 || context['runAsNonRoot'] === false;
};

const harden = (spec: PodSpec, _resource: Resource, _snapshot: unknown, { uid }: Answers): PodSpec => {
  const user = uid === undefined || uid === OF_IMAGE ? undefined : Number(uid);
  const mended = withContainers(spec, (container) => (isRoot(container) ? withoutRoot(container, user) : container));
  const pod = isRoot(mended) ? withoutRoot(mended, user) : mended;
  const isNamed = containersIn(pod).every((container) => securityContextOf(container)['runAsNonRoot'] === true);
  return withSecurityContext(pod, {
    ...(isNamed ? {} : { runAsNonRoot: true }),
    ...(needsUser(pod) && user !== undefined ? { runAsUser: user } : {}),
  });
};

/** Of a Windows pod, where its image decides who runs. */
const decidedByImage = (spec: PodSpec): readonly string[] =>
  containersIn(spec).flatMap((container) => (windowsUserOf(container, spec) === undefined ? [text(container['name']) ?? '?'] : []));

const windowsDoubts = (spec: PodSpec): readonly Doubt[] => {
  const names = decidedByImage(spec);
  if (names.length === 0) return [];
  return [
    {
      text: `Whether the image of ${listed(names)} names ContainerAdministrator as its user is not visible in the API: then it does not start.`,
    },
  ];
};

/** The kubelet starts no container as this user once nothing may run as root. */
const guide = (resource: Resource): Guide | undefined => {
  const spec = podSpecOf(resource) ?? {};
  if (!isWindowsPod(spec)) return undefined;
  const names = containersIn(spec).flatMap((container) =>
    isAdministrator(windowsUserOf(container, spec)) ? [text(container['name']) ?? '?'] : [],
  );
  if (names.length === 0) return undefined;
  return {
    steps: [
      `${listed(names)} runs as ContainerAdministrator, and would not start with runAsNonRoot. Give windowsOptions.runAsUserName another user, such as ContainerUser, and try it.`,
      'Scan again: runAsNonRoot can be set then.',
    ],
  };
};

const doubts = (resource: Resource): readonly Doubt[] => {
  const spec = podSpecOf(resource) ?? {};
  const low = containersOf(resource, DECLARED).flatMap(({ container }) =>
    items(container['ports'])
      .map((port) => port['containerPort'])
      .filter((port) => typeof port === 'number' && port < 1024),
  );
  const isOwned = field(spec, 'securityContext', 'fsGroup') !== undefined;
  const claims = items(spec['volumes']).filter((volume) => isRecord(volume['persistentVolumeClaim']) && !isOwned);
  if (isWindowsPod(spec)) return windowsDoubts(spec);
  const isLate = !needsUser(spec);
  return [
    ...(low.length > 0 && !isLate
      ? [{ text: `It listens on port ${low.map(String).join(', ')}: below 1024 older runtimes let only root listen.` }]
      : []),
    ...claims
      .filter(() => !isLate)
      .map((volume) => ({
        text: `Volume ${String(volume['name'])} may hold files of root: without fsGroup the new user cannot write them.`,
      })),
  ];
};

export default podRemediation({
  id: 'run-as-root',
  title: 'Containers may run as root',
  severity: 'high',
  category: 'pod-security',
  why: 'Root in a container is root for the kernel: what gets out of the container, or finds a folder of the node, is root there.',
  risk: 'Programs that start as root to take over files, listen on low ports or install something fail; an image whose user is a name does not start.',
  references: [
    pss('restricted'),
    cis('5.2.7'),
    kubescape('C-0013'),
    ...['KSV-0012', 'KSV-0105'].map(trivy),
    polaris('runAsRootAllowed'),
    kubeaudit('nonroot'),
    ...['CKV_K8S_23', 'CKV_K8S_40'].map(checkov),
    kubeLinter('run-as-non-root'),
    kyverno('pod-security/restricted/require-run-as-nonroot'),
    nsa('Kubernetes Pod security: non-root containers'),
    kubernetes('tasks/configure-pod-container/security-context'),
  ],
  weaknesses: (_spec, resource, snapshot) => [
    ...breachesOf(runAsNonRoot, resource, snapshot),
    ...breachesOf(runAsUser, resource, snapshot, { pod: 'securityContext.runAsUser', container: 'securityContext.runAsUser' }),
  ],
  harden,
  inputs,
  doubts,
  guide,
  byDesign: systemReason,
});
