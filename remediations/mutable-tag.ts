import { containerImage } from '../src/analysis/images/containerImage.ts';
import { isLatest, printImage, repositoryOf, wrongDigest, type ImageReference } from '../src/analysis/images/reference.ts';
import { agreedDigest, runningImage } from '../src/analysis/images/running.ts';
import { listed } from '../src/analysis/sentences.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import { recreationGuide } from '../src/core/recreation.ts';
import type { Answers, Doubt, Evidence, Input } from '../src/core/remediation.ts';
import { field, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { declaredIn, podSpecOf, withContainers, type Container } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, trivy } from './references.ts';

const weaknessOf = (container: Container): string | undefined => {
  const of = containerImage(container);
  if (!of) return undefined;
  if ('wrong' in of) return `"${of.written}" is no reference to an image: ${of.wrong}`;
  const { written, image } = of;
  if (image.digest !== undefined) return undefined;
  if (isLatest(image))
    return `${written}${image.tag === undefined ? ' has no tag, which means latest' : ''}: whatever was pushed last runs`;
  return `${written} is not pinned to a digest: its tag can be moved to another image`;
};

interface Mutable {
  readonly written: string;
  readonly image: ImageReference;
}

const mutableOf = (container: Container): Mutable | undefined => {
  const of = containerImage(container);
  return of && 'image' in of && of.image.digest === undefined ? of : undefined;
};

/** The images to pin, each once. */
const mutableIn = (resource: Resource): readonly Mutable[] => [
  ...new Map(
    declaredIn(podSpecOf(resource)).flatMap(({ container }) => {
      const of = mutableOf(container);
      return of ? [[of.written, of] as const] : [];
    }),
  ).values(),
];

/** A tag tells people what it was; latest would tell them nothing. */
const pinned = (image: ImageReference, digest: string): string => {
  const { tag, ...untagged } = image;
  return printImage({ ...(isLatest(image) ? untagged : image), digest });
};

const digestFor = (written: string, resource: Resource, snapshot: Snapshot, answers: Answers): string | undefined =>
  answers[written] ?? agreedDigest(runningImage(resource, written, snapshot));

const refuse = (value: string): string | undefined => {
  const wrong = wrongDigest(value);
  return wrong === undefined ? undefined : `"${value}" is no digest: ${wrong}. Write sha256: and its 64 hexadecimal digits.`;
};

const seen = (written: string, resource: Resource, snapshot: Snapshot): string => {
  const { byDigest } = runningImage(resource, written, snapshot);
  if (byDigest.size < 2) return `\`crane digest ${written}\` prints it`;
  return `its pods differ: ${[...byDigest].map(([digest, pods]) => `${digest} runs in ${listed(pods)}`).join('; ')}`;
};

const inputs = (resource: Resource, snapshot: Snapshot): readonly Input[] =>
  mutableIn(resource)
    .filter(({ written }) => digestFor(written, resource, snapshot, {}) === undefined)
    .map(({ written }) => ({ name: written, ask: `Digest to pin ${written} to (${seen(written, resource, snapshot)})`, refuse }));

const architectures = (snapshot: Snapshot): readonly string[] =>
  [...new Set(snapshot.list('Node').flatMap((node) => text(field(node, 'status', 'nodeInfo', 'architecture')) ?? []))].sort();

const doubts = (resource: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const kinds = architectures(snapshot);
  return mutableIn(resource).flatMap(({ written, image }) => {
    const running = runningImage(resource, written, snapshot);
    const digest = agreedDigest(running);
    if (running.loaded.length > 0)
      return [{ text: `The nodes got ${written} from no registry (${listed(running.loaded)}), so a registry may not have it at all.` }];
    if (digest === undefined) return [];
    const elsewhere = [...running.repositories].filter((repository) => repository !== repositoryOf(image));
    const other =
      elsewhere.length > 0
        ? [`The nodes know ${written} as ${listed(elsewhere)}: whether ${repositoryOf(image)} has it under the same digest was not seen.`]
        : [];
    const mixed =
      kinds.length > 1
        ? [`The nodes are ${kinds.join(' and ')}: ${digest} must be the index of ${written}, not the image for one of them.`]
        : [];
    return [...other, ...mixed].map((text) => ({ text }));
  });
};

export default podRemediation({
  id: 'mutable-tag',
  title: 'An image is named by a tag that can be moved',
  severity: 'medium',
  category: 'images',
  why: 'Whoever can push to the registry, or stands between it and the node, changes what runs here without changing a manifest.',
  risk: 'New builds under the same tag no longer arrive by themselves, and a registry that deletes untagged images may delete the pinned one.',
  references: [
    cis('5.5.1'),
    kubescape('C-0306'),
    trivy('KSV-0013'),
    polaris('tagNotSpecified'),
    kubeaudit('image'),
    ...['CKV_K8S_14', 'CKV_K8S_43'].map(checkov),
    kubeLinter('latest-tag'),
    ...['best-practices/disallow-latest-tag', 'other/require-image-checksum'].map(kyverno),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/containers/images'),
  ],
  doubtsFrom: ['Node'],
  weaknesses: (spec): readonly Evidence[] =>
    declaredIn(spec).flatMap(({ container, path }) => {
      const detail = weaknessOf(container);
      return detail === undefined ? [] : [{ path: `${path}.image`, detail }];
    }),
  harden: (spec, resource, snapshot, answers) =>
    withContainers(spec, (container) => {
      const of = mutableOf(container);
      const digest = of && digestFor(of.written, resource, snapshot, answers);
      return of === undefined || digest === undefined ? container : { ...container, image: pinned(of.image, digest) };
    }),
  inputs,
  doubts,
  guide: (resource, snapshot) => {
    const wrong = declaredIn(podSpecOf(resource)).flatMap(({ container }) => {
      const of = containerImage(container);
      return of && 'wrong' in of ? [of] : [];
    });
    if (wrong.length === 0) return recreationGuide(resource, snapshot);
    const steps = wrong.map((of) => `Correct the image ${of.written}: ${of.wrong}, so no node can pull it.`);
    return { steps: [...steps, 'Scan again: what it is then can be pinned.'] };
  },
  byDesign: systemReason,
});
