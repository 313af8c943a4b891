import { Refused, Stale } from '../app/errors.ts';
import type { Preview, Proposal } from '../app/target.ts';
import { differences, withoutServerFields, type Difference } from '../core/diff.ts';
import { equal } from '../core/change.ts';
import { merge } from '../core/merge.ts';
import { describeRef, kindOf, type Ref, type Resource } from '../core/resource.ts';
import { planCreation } from './creationPlan.ts';
import { planDeletion, planEdit } from './editPlan.ts';
import type { Found, Library } from './library.ts';
import { locate } from './manifest.ts';
import { replay } from './replay.ts';
import { placed } from './scope.ts';

const at = (ref: Ref): string => `${describeRef(ref)}${ref.source ? ` in ${ref.source.file}` : ''}`;

const HIDDEN = ['data', 'stringData'];

/** A record holds the bytes that were replaced, and must never hold what a Secret hides. */
const refuseSecrets = (ref: Ref, touched: readonly Difference[]): void => {
  const tells = ({ path: [first], before, after }: Difference): boolean =>
    first === undefined
      ? [before, after].some((side) => HIDDEN.some((name) => (side as Resource | undefined)?.[name] !== undefined))
      : typeof first === 'string' && HIDDEN.includes(first);
  if (kindOf(ref) === 'Secret' && touched.some(tells))
    throw new Refused(`${at(ref)}: the record of this change would hold the data of a Secret.`, ['Make this change by hand.']);
};

const existing = async (library: Library, ref: Ref): Promise<Found> => {
  const found = await library.find(ref);
  if (!found) throw new Stale(`${at(ref)} is gone`);
  return found;
};

const previewEdit = async (library: Library, { ref }: Proposal, before: Resource, after: Resource): Promise<Preview> => {
  const found = await existing(library, ref);
  const { resource, raw } = found.placed;
  const touched = differences(before, after);
  refuseSecrets(ref, touched);
  const { merged, done, drift } = merge(resource, touched);
  if (drift.length > 0) throw new Stale(`${at(ref)} was changed where this change touches it`);
  const wanted = merge(raw, done);
  if (wanted.drift.length > 0) throw new Refused(`${at(ref)}: the change is about what its file only implies.`, ['Write it out there.']);
  const files = done.length === 0 ? [] : planEdit(found, wanted.merged);
  return { before: resource, after: merged, warnings: [], checked: 'server', files };
};

const previewDeletion = async (library: Library, { ref }: Proposal, before: Resource): Promise<Preview> => {
  const found = await existing(library, ref);
  const { resource } = found.placed;
  if (!equal(withoutServerFields(resource), withoutServerFields(before))) throw new Stale(`${at(ref)} was changed since`);
  refuseSecrets(ref, differences(before, undefined));
  return { before: resource, warnings: [], checked: 'server', files: planDeletion(found) };
};

const previewCreation = async (library: Library, change: Proposal, after: Resource, folders: readonly string[]): Promise<Preview> => {
  await library.refresh();
  if (await library.find(change.ref)) throw new Stale(`${at(change.ref)} is already there`);
  refuseSecrets(change.ref, differences(undefined, after));
  return { after: placed(after), warnings: [], checked: 'server', files: planCreation(library, change, after, folders) };
};

/** The very bytes of a record, where the files are still as it left them. */
const previewReplay = async (library: Library, { ref, files = [] }: Proposal): Promise<Preview | undefined> => {
  await library.ready();
  const manifests = replay(library, files);
  if (!manifests) return undefined;
  const before = (await library.find(ref))?.placed.resource;
  const after = manifests.map((manifest) => locate(manifest, ref)).find((found) => found !== undefined)?.resource;
  return { ...(before ? { before } : {}), ...(after ? { after } : {}), warnings: [], checked: 'server', files };
};

/** What a change would do to the files, to the byte. Throws Stale and Refused. */
export const previewOf = async (library: Library, change: Proposal, folders: readonly string[]): Promise<Preview> => {
  await library.ready();
  const { before, after } = change;
  const replayed = change.files && change.files.length > 0 ? await previewReplay(library, change) : undefined;
  if (replayed) return replayed;
  if (before && after) return previewEdit(library, change, before, after);
  if (before) return previewDeletion(library, change, before);
  if (after) return previewCreation(library, change, after, folders);
  throw new Error('a change needs a before or an after');
};
