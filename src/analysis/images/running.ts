import { field, items, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { isOver, topController } from '../../core/workload.ts';
import { parseImage, repositoryOf } from './reference.ts';

/** What the pods of a workload run where it names one image, by what their nodes say (`status.containerStatuses[].imageID`). */
export interface RunningImage {
  /** The pods that run each digest, by their names. */
  readonly byDigest: ReadonlyMap<string, readonly string[]>;
  /** Pods whose image the node got from no registry: it knows no digest of one. */
  readonly loaded: readonly string[];
  /** Repositories under which the nodes know it. */
  readonly repositories: ReadonlySet<string>;
}

const podsByTop = derived((snapshot) => Map.groupBy(snapshot.list('Pod'), (pod) => topController(pod, snapshot)));

/** Pods that run; of a workload without any, such as a CronJob, those that have run. */
const podsOf = (workload: Resource, snapshot: Snapshot): readonly Resource[] => {
  const pods = podsByTop(snapshot).get(workload) ?? [];
  const live = pods.filter((pod) => !isOver(pod));
  return live.length > 0 ? live : pods;
};

const LISTS = [
  ['containers', 'containerStatuses'],
  ['initContainers', 'initContainerStatuses'],
] as const;

/** Pods by the id that their node has for an image, by the image that they name; each pod once. */
type Ids = Map<string, Map<string, string[]>>;

/** A pod of an older revision, or one that a webhook changed, names another image than its workload. */
const addIds = (ids: Ids, pod: Resource): void => {
  for (const [list, statuses] of LISTS) {
    const containers = items(field(pod, 'spec', list));
    for (const status of items(field(pod, 'status', statuses))) {
      const image = text(containers.find(({ name }) => name === status['name'])?.['image']);
      const id = text(status['imageID']);
      if (image === undefined || !id) continue;
      let byId = ids.get(image);
      if (!byId) ids.set(image, (byId = new Map<string, string[]>()));
      const pods = byId.get(id);
      if (!pods) byId.set(id, [pod.metadata.name]);
      else if (pods.at(-1) !== pod.metadata.name) pods.push(pod.metadata.name); // pod after pod
    }
  }
};

const NOTHING: RunningImage = { byDigest: new Map(), loaded: [], repositories: new Set() };

const runningOf = (ids: ReadonlyMap<string, readonly string[]>): RunningImage => {
  const byDigest = new Map<string, readonly string[]>();
  const [loaded, repositories] = [new Set<string>(), new Set<string>()];
  for (const [id, pods] of ids) {
    // `docker-pullable://nginx@sha256:…`; of an image that was loaded by hand, `sha256:…` alone.
    const parsed = parseImage(id.replace(/^[a-z-]+:\/\//, ''));
    if ('wrong' in parsed || parsed.image.digest === undefined) {
      for (const pod of pods) loaded.add(pod);
      continue;
    }
    repositories.add(repositoryOf(parsed.image));
    const before = byDigest.get(parsed.image.digest);
    byDigest.set(parsed.image.digest, before ? [...new Set([...before, ...pods])] : pods);
  }
  return { byDigest, loaded: [...loaded], repositories };
};

const imagesRun = (workload: Resource, snapshot: Snapshot): ReadonlyMap<string, RunningImage> => {
  const ids: Ids = new Map();
  for (const pod of podsOf(workload, snapshot)) addIds(ids, pod);
  return new Map([...ids].map(([image, byId]) => [image, runningOf(byId)]));
};

/** Inputs, doubts and fixes all ask, each for every container. */
const known = derived(() => new Map<Resource, ReadonlyMap<string, RunningImage>>());

/** What runs where a workload of this snapshot names `image`. */
export const runningImage = (workload: Resource, image: string, snapshot: Snapshot): RunningImage => {
  let images = known(snapshot).get(workload);
  if (!images) known(snapshot).set(workload, (images = imagesRun(workload, snapshot)));
  return images.get(image) ?? NOTHING;
};

/** The digest that all of them run; undefined where nothing runs, they differ, or one came from no registry. */
export const agreedDigest = ({ byDigest, loaded }: RunningImage): string | undefined =>
  byDigest.size === 1 && loaded.length === 0 ? [...byDigest.keys()][0] : undefined;
