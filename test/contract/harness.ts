import { withoutServerFields } from '../../src/core/diff.ts';
import type { Change } from '../../src/core/change.ts';
import { kindOf, type Ref, type Resource } from '../../src/core/resource.ts';
import { withPodSpec } from '../../src/core/workload.ts';
import type { Preview, Target } from '../../src/app/target.ts';

/** The other side of a target: whoever else writes there. */
export interface Outsider {
  edit(resource: Resource, change: (live: Resource) => Resource): Promise<void>;
  create(resource: Resource): Promise<void>;
  remove(resource: Resource): Promise<void>;
}

export interface Opened {
  readonly target: Target;
  readonly outside: Outsider;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly readOnly?: boolean;
}

export type Open = (objects: readonly Resource[], options?: OpenOptions) => Promise<Opened>;

/** Where targets may differ by what they are. */
export interface Traits {
  /** Objects have a uid, and one that was created again is another one. */
  readonly hasIdentity: boolean;
  /** An edit elsewhere in the object after the review does not stop a write; files are guarded by their bytes. */
  readonly goesOnBeside: boolean;
  readonly hasRollouts: boolean;
  /** Each field is somebody's, as managedFields tell. */
  readonly hasFieldOwners: boolean;
  readonly holdsMalformed: boolean;
  /** What others change is told as it happens. */
  readonly isWatched: boolean;
}

export interface Found {
  readonly ref: Ref;
  readonly resource: Resource;
}

/** An object as a use case comes to it: seen in a snapshot, then read whole. */
export const find = async (target: Target, wanted: Resource): Promise<Found> => {
  const { namespace, name } = wanted.metadata;
  const snapshot = await target.read({ kinds: [kindOf(wanted)] });
  const seen = snapshot.list(kindOf(wanted), namespace).find((resource) => resource.metadata.name === name);
  if (!seen) throw new Error(`${wanted.kind} ${name} is not in the snapshot`);
  const ref = snapshot.ref(seen);
  const resource = await target.get(ref);
  if (!resource) throw new Error(`${wanted.kind} ${name} is in the snapshot and cannot be got`);
  return { ref, resource };
};

export const editing = async (target: Target, wanted: Resource, change: (resource: Resource) => Resource): Promise<Change> => {
  const { ref, resource } = await find(target, wanted);
  return { ref, before: resource, after: change(resource) };
};

export const deleting = async (target: Target, wanted: Resource): Promise<Change> => {
  const { ref, resource } = await find(target, wanted);
  return { ref, before: resource };
};

/** Previews and writes, as an apply does. */
export const carryOut = async (
  target: Target,
  change: Change,
): Promise<{ readonly preview: Preview; readonly stored: Resource | undefined }> => {
  const preview = await target.preview(change);
  return { preview, stored: await target.write(change, preview) };
};

const REVISION = 'deployment.kubernetes.io/revision';

/** An object less what the server and its controllers keep for themselves. */
export const own = (resource: Resource | undefined): unknown => {
  if (!resource) return undefined;
  const { metadata, ...rest } = withoutServerFields(resource);
  const { annotations = {}, ...others } = metadata;
  const kept = Object.entries(annotations).filter(([name]) => name !== REVISION);
  return { ...rest, metadata: { ...others, ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }) } };
};

export const labelled =
  (key: string, value: string) =>
  (resource: Resource): Resource => ({
    ...resource,
    metadata: { ...resource.metadata, labels: { ...resource.metadata.labels, [key]: value } },
  });

export const annotated =
  (key: string, value: string) =>
  (resource: Resource): Resource => ({
    ...resource,
    metadata: { ...resource.metadata, annotations: { ...resource.metadata.annotations, [key]: value } },
  });

type Container = Readonly<Record<string, unknown>>;

export const withContainers =
  (change: (containers: readonly Container[]) => readonly Container[]) =>
  (resource: Resource): Resource =>
    withPodSpec(resource, (spec) => ({ ...spec, containers: change(spec['containers'] as readonly Container[]) }));

export const withContainer = (name: string, change: (container: Container) => Container): ((resource: Resource) => Resource) =>
  withContainers((containers) => containers.map((container) => (container['name'] === name ? change(container) : container)));

export const imageOf = (resource: Resource | undefined, name: string): unknown => {
  let image: unknown;
  if (resource)
    withContainers((containers) => ((image = containers.find((container) => container['name'] === name)?.['image']), containers))(resource);
  return image;
};
