import { field, items, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { topController } from '../../core/workload.ts';
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

const isOver = (pod: Resource): boolean => ['Succeeded', 'Failed'].includes(text(field(pod, 'status', 'phase')) ?? '');

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

/** Ids of this image on the nodes; a pod of an older revision, or one that a webhook changed, names another image. */
const idsIn = (pod: Resource, image: string): readonly string[] =>
  LISTS.flatMap(([list, statuses]) => {
    const named = new Set(
      items(field(pod, 'spec', list))
        .filter((container) => container['image'] === image)
        .map((container) => container['name']),
    );
    return items(field(pod, 'status', statuses)).flatMap((status) => (named.has(status['name']) ? (text(status['imageID']) ?? []) : []));
  }).filter((id) => id !== '');

const found = (pods: readonly Resource[], image: string): RunningImage => {
  const byDigest = new Map<string, string[]>();
  const [loaded, repositories] = [new Set<string>(), new Set<string>()];
  for (const pod of pods) {
    for (const id of idsIn(pod, image)) {
      const parsed = parseImage(id.replace(/^[a-z-]+:\/\//, ''));
      if ('wrong' in parsed || parsed.image.digest === undefined) {
        loaded.add(pod.metadata.name);
        continue;
      }
      repositories.add(repositoryOf(parsed.image));
      const there = byDigest.get(parsed.image.digest) ?? [];
      if (!there.includes(pod.metadata.name)) byDigest.set(parsed.image.digest, [...there, pod.metadata.name]);
    }
  }
  return { byDigest, loaded: [...loaded], repositories };
};

const known = derived(() => new Map<Resource, Map<string, RunningImage>>());

/** What runs where a workload of this snapshot names `image`. */
export const runningImage = (workload: Resource, image: string, snapshot: Snapshot): RunningImage => {
  const ofWorkloads = known(snapshot);
  const byImage = ofWorkloads.get(workload) ?? new Map<string, RunningImage>();
  ofWorkloads.set(workload, byImage);
  const running = byImage.get(image) ?? found(podsOf(workload, snapshot), image);
  byImage.set(image, running);
  return running;
};

/** The digest that all of them run; undefined where nothing runs, they differ, or one came from no registry. */
export const agreedDigest = ({ byDigest, loaded }: RunningImage): string | undefined =>
  byDigest.size === 1 && loaded.length === 0 ? [...byDigest.keys()][0] : undefined;
