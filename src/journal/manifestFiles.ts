import { dirname, join } from 'node:path';
import { inParallel } from '../app/parallel.ts';
import type { Step } from '../app/run.ts';
import { withoutServerFields } from '../core/diff.ts';
import { kindOf, type Resource } from '../core/resource.ts';
import { FILES_AT_ONCE, isLeftover, replaceFile } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { digestOf } from './seal.ts';

const SIDES = ['before', 'after'] as const;

const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9.-]/g, '_').slice(0, 80);

/** `003-payments-Deployment-checkout.yaml`: the number of the step makes it unique, so the rest may be cut and cleaned. */
export const fileNameOf = (index: number, { ref }: Step): string =>
  `${String(index + 1).padStart(3, '0')}-${[ref.namespace, ref.kind, ref.name].flatMap((part) => (part === undefined ? [] : [plain(part)])).join('-')}.yaml`;

/** A Secret without its data would take the data away from the one it replaces. */
const wanted = (resource: Resource | undefined): resource is Resource => resource !== undefined && kindOf(resource) !== 'Secret';

/** Every save of a step asks it of the same objects, which nothing changes. */
const digests = new WeakMap<Resource, string>();

const manifestDigest = (object: Resource): string => {
  let digest = digests.get(object);
  if (digest === undefined) digests.set(object, (digest = digestOf(withoutServerFields(object))));
  return digest;
};

/**
 * Writes the objects of steps, by index, as manifests into `<folder>/before` and `<folder>/after`, for `kubectl replace -f`
 * or `apply -f`. `written` remembers by file what stands there, so that an object that did not change is not written again.
 */
export const writeManifests = async (
  disk: Disk,
  folder: string,
  steps: ReadonlyMap<number, Step>,
  ensure: (folder: string) => Promise<void>,
  written: Map<string, string>,
): Promise<void> => {
  const due = [...steps].flatMap(([index, step]) =>
    SIDES.flatMap((side) => {
      if (!wanted(step[side])) return [];
      const [object, file] = [step[side], join(folder, side, fileNameOf(index, step))];
      const digest = manifestDigest(object);
      return written.get(file) === digest ? [] : [{ file, object, digest }];
    }),
  );
  if (due.length === 0) return;
  const touched = [...new Set(due.map(({ file }) => dirname(file)))];
  for (const side of touched) await ensure(side);
  const { asYaml } = await import('./yaml.ts');
  await inParallel(FILES_AT_ONCE, due, async ({ file, object, digest }) => {
    written.delete(file);
    await replaceFile(disk, file, asYaml(withoutServerFields(object)));
    written.set(file, digest);
  });
  await inParallel(FILES_AT_ONCE, touched, (side) => disk.flush(side));
};

/** The manifests in `<folder>/before` and `<folder>/after`; none where a link stands in their place. */
export const manifestsBeside = async (disk: Disk, folder: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const side of SIDES) {
    const at = join(folder, side);
    if ((await disk.find(folder))?.type !== 'directory' || (await disk.find(at))?.type !== 'directory') continue;
    const names = (await disk.names(at)).filter((name) => !isLeftover(name));
    found.push(...names.toSorted().map((name) => join(at, name)));
  }
  return found;
};
