import { containerImage } from '../src/analysis/images/containerImage.ts';
import { isLatest } from '../src/analysis/images/reference.ts';
import { runningImage } from '../src/analysis/images/running.ts';
import { listed } from '../src/analysis/sentences.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { containerRemediation } from '../src/core/builders.ts';
import { recreationGuide } from '../src/core/recreation.ts';
import type { Doubt, Evidence } from '../src/core/remediation.ts';
import { text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { declaredIn, podSpecOf, type Container } from '../src/core/workload.ts';
import { checkov, cis, kubernetes, kubescape, kyverno, nsa, polaris } from './references.ts';

/** Without a policy, an image without a tag or with latest is pulled always, any other only where the node lacks it (`SetDefaults_Container`). */
const weakness = (container: Container): Evidence | undefined => {
  const of = containerImage(container);
  if (!of || 'wrong' in of || of.image.digest !== undefined) return undefined;
  const policy = container['imagePullPolicy'] ?? undefined;
  if (policy === 'Always' || (policy === undefined && isLatest(of.image))) return undefined;
  const is = policy === undefined ? 'is not set, which means IfNotPresent' : `is ${text(policy) ?? 'no text'}`;
  return {
    path: policy === undefined ? 'image' : 'imagePullPolicy',
    detail: `imagePullPolicy ${is}, and the tag of ${of.written} can be moved`,
  };
};

const doubts = (resource: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const weak = declaredIn(podSpecOf(resource)).filter(({ container }) => weakness(container));
  const images = [...new Set(weak.flatMap(({ container }) => text(container['image']) ?? []))];
  const loaded = images.filter((image) => runningImage(resource, image, snapshot).loaded.length > 0);
  const texts = [
    'While the registry does not answer, no pod of it can start, not even on a node that has the image.',
    ...(loaded.length > 0
      ? [`The nodes got ${listed(loaded)} from no registry: pods that must pull it will not start.`]
      : ['Whether the nodes were given the image by hand, and no registry has it, is not visible in the API.']),
  ];
  return texts.map((text) => ({ text }));
};

export default containerRemediation({
  id: 'always-pull',
  title: 'An image with a tag is not pulled at every start',
  severity: 'low',
  category: 'images',
  why: 'Whoever may create a pod runs a private image that its node already has, without the credentials of the registry; and nodes go on with an image whose tag has long been moved to a mended one.',
  risk: 'Every start of a pod asks the registry. The admission plugin AlwaysPullImages of the API server (--enable-admission-plugins) does the same for all pods at once.',
  references: [
    cis('1.2.11'),
    kubescape('C-0075'),
    polaris('pullPolicyNotAlways'),
    checkov('CKV_K8S_15'),
    ...['other/always-pull-images', 'other/imagepullpolicy-always'].map(kyverno),
    nsa('Kubernetes Pod security'),
    kubernetes('reference/access-authn-authz/admission-controllers'),
  ],
  weakness,
  harden: (container) => ({ ...container, imagePullPolicy: 'Always' }),
  doubts,
  guide: (resource, snapshot) => {
    const guide = recreationGuide(resource, snapshot);
    const plugin =
      'Or turn on the admission plugin AlwaysPullImages of the API server: it sets this for every pod that is created from then on.';
    return guide && { steps: [...guide.steps, plugin] };
  },
  byDesign: systemReason,
});
