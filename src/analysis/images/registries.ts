import { isRecord, items, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { containersOf, madeBy, podSpecOf, podSpecPath, WORKLOAD_KINDS } from '../../core/workload.ts';
import { parseImage, registryOf, repositoryOf, type ImageReference } from './reference.ts';

/** A registry, or one with the first parts of a path: `registry.k8s.io`, `ghcr.io/acme`. */
export type Allowed = readonly string[];

const PREFIX = /^(?:[a-zA-Z0-9.-]+|\[[a-fA-F0-9:]+\])(?::\d+)?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/** `a, b` as a list; undefined where one of them is no registry. */
export const parseAllowed = (value: string): Allowed | undefined => {
  const list = value.split(/[\s,]+/).filter((entry) => entry !== '');
  return list.length > 0 && list.every((entry) => PREFIX.test(entry)) ? list : undefined;
};

/** A name is compared part by part: `ghcr.io/acme` does not allow `ghcr.io/acme-evil`. */
export const isAllowed = (image: ImageReference, allowed: Allowed): boolean => {
  const repository = repositoryOf(image);
  return allowed.some((prefix) => repository.startsWith(`${prefix}/`) || (prefix.includes('/') && repository === prefix));
};

/** Registries on which anybody can have a repository: there the first part of the path says whose it is. */
const PUBLIC = new Set(['docker.io', 'ghcr.io', 'quay.io', 'gcr.io', 'public.ecr.aws', 'registry.gitlab.com']);

const originOf = (image: ImageReference): string => {
  const registry = registryOf(image);
  const [, owner = '', ...rest] = repositoryOf(image).split('/');
  return PUBLIC.has(registry) && rest.length > 0 ? `${registry}/${owner}` : registry;
};

export interface PlacedImage {
  readonly written: string;
  /** `spec.template.spec.containers[web].image` */
  readonly path: string;
}

/** All images that a workload names: those of its containers, and those that it mounts. */
export const imagesOf = (workload: Resource): readonly PlacedImage[] => {
  const ofContainers = containersOf(workload).map(({ container, path }) => ({ written: text(container['image']), path: `${path}.image` }));
  const base = podSpecPath(workload)?.join('.') ?? '';
  const volumes = items(podSpecOf(workload)?.['volumes']).map(({ name, image }) => ({
    written: isRecord(image) ? text(image['reference']) : undefined,
    path: `${base}.volumes[${text(name) ?? ''}].image.reference`,
  }));
  return [...ofContainers, ...volumes].flatMap(({ written, path }) => (written === undefined ? [] : [{ written, path }]));
};

/** The images of a workload that are from elsewhere; one that cannot be read is nobody's. */
export const imagesOutside = (workload: Resource, allowed: Allowed): readonly PlacedImage[] =>
  imagesOf(workload).filter(({ written }) => {
    const parsed = parseImage(written);
    return 'image' in parsed && !isAllowed(parsed.image, allowed);
  });

/** Where all that runs comes from, sorted: what to start a list of allowed registries from. */
export const originsIn = derived((snapshot: Snapshot): Allowed => {
  const workloads = WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind)).filter((workload) => !madeBy(workload, snapshot));
  const parsed = new Set(workloads.flatMap(imagesOf).map(({ written }) => written));
  return [...new Set([...parsed].map(parseImage).flatMap((of) => ('image' in of ? originOf(of.image) : [])))].sort();
});
