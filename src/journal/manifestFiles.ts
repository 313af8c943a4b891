import { join } from 'node:path';
import type { Run, Step } from '../app/run.ts';
import { withoutServerFields } from '../core/diff.ts';
import { kindOf, type Resource } from '../core/resource.ts';
import { writeAtomically } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { ensureFolder } from './privateFolder.ts';

const SIDES = ['before', 'after'] as const;

const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9.-]/g, '_').slice(0, 80);

/** `003-payments-Deployment-checkout.yaml`: the number of the step makes it unique, so the rest may be cut and cleaned. */
export const fileNameOf = (index: number, { ref }: Step): string =>
  `${String(index + 1).padStart(3, '0')}-${[ref.namespace, ref.kind, ref.name].flatMap((part) => (part === undefined ? [] : [plain(part)])).join('-')}.yaml`;

/** A Secret without its data would take the data away from the one it replaces. */
const wanted = (resource: Resource | undefined): resource is Resource => resource !== undefined && kindOf(resource) !== 'Secret';

/**
 * Writes a run's objects as manifests into `<folder>/before` and `<folder>/after`, for `kubectl replace -f` or
 * `apply -f`. `written` remembers by file what stands there, so that saving a run again costs what has changed.
 */
export const writeManifests = async (disk: Disk, folder: string, run: Run, written: Map<string, Resource>): Promise<void> => {
  for (const [index, step] of run.steps.entries()) {
    for (const side of SIDES) {
      const resource = step[side];
      const file = join(folder, side, fileNameOf(index, step));
      if (!wanted(resource) || written.get(file) === resource) continue;
      await ensureFolder(disk, folder);
      await ensureFolder(disk, join(folder, side));
      const { asYaml } = await import('./yaml.ts');
      await writeAtomically(disk, file, asYaml(withoutServerFields(resource)));
      written.set(file, resource);
    }
  }
};
