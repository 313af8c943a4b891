import { findingId } from '../core/finding.ts';
import type { Catalogue } from '../core/remediation.ts';
import { describeRef, kindOf, type Kind, type Ref } from '../core/resource.ts';
import { kindsRead } from '../core/scan.ts';
import type { Snapshot, Unread } from '../core/snapshot.ts';
import type { Recorder } from './recorder.ts';
import type { Step } from './run.ts';
import type { Scan } from './scan.ts';

const unreadable = ({ namespace, ...ref }: Ref, { unread }: Snapshot): Unread | undefined =>
  unread.find(
    (of) => of.kind === kindOf(ref) && (of.onlyIn === undefined ? (of.namespace ?? namespace) === namespace : of.onlyIn !== namespace),
  );

/** Why it says nothing that a finding is not found any more; undefined where its object was looked at. */
const unjudged = (id: string, { ref }: Step, { result, snapshot }: Scan, catalogue: Catalogue): string | undefined => {
  const name = id.split(':')[0] ?? '';
  const missed = result.notChecked.find(({ remediation }) => remediation === name);
  const remediation = catalogue.find((of) => of.id === name);
  if (!missed || !remediation) return undefined;
  const isBlind = snapshot.unread.some(({ kind, onlyIn }) => onlyIn === undefined && remediation.reads?.includes(kind));
  const isThere = (kind: Kind): boolean => snapshot.list(kind).some((object) => findingId(name, snapshot.ref(object)) === id);
  const isSeen = findingId(name, ref) === id ? !unreadable(ref, snapshot) : remediation.kinds.some(isThere);
  return isBlind || !isSeen ? `${name} was not checked (${missed.reason})` : undefined;
};

/** What was written, and is not to be seen. A file may stand elsewhere in its folder by now; a kind that no scan reads is not looked for. */
const absent = ({ action, ref: { source: _source, ...ref } }: Step, { snapshot }: Scan, catalogue: Catalogue): string | undefined => {
  if (action === 'delete' || snapshot.get(ref) || !kindsRead(catalogue).includes(kindOf(ref))) return undefined;
  const unread = unreadable(ref, snapshot);
  return unread ? `it could not be read (${unread.reason})` : 'it is not there any more';
};

/** A written step is verified when its object is there, and none of the findings that it closes is, though they were looked for. */
const verified = (step: Step, found: ReadonlySet<string>, scan: Scan, catalogue: Catalogue): Partial<Step> => {
  const left = step.closes.filter((id) => found.has(id)).map((id) => id.split(':')[0]);
  if (left.length > 0) return { detail: `still found: ${left.join(', ')}` };
  const [why] = [...step.closes.map((id) => unjudged(id, step, scan, catalogue)), absent(step, scan, catalogue)].filter(
    (reason) => reason !== undefined,
  );
  return why === undefined ? { state: 'verified' } : { detail: `not verified: ${why}` };
};

/** Sets every written step of a run against a scan made after it. */
export const verifySteps = async (recorder: Recorder, scan: Scan, catalogue: Catalogue): Promise<void> => {
  const found = new Set(scan.result.findings.map((finding) => finding.id));
  for (const [index, step] of recorder.run().steps.entries()) {
    if (step.state !== 'applied') continue;
    const next = await recorder.step(index, verified(step, found, scan, catalogue));
    if (next.state !== 'verified') recorder.log(`${describeRef(step.ref)}: ${next.detail ?? ''}`, 'warn');
  }
};
