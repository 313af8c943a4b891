import type { Change } from '../../core/change.ts';
import { field, kindOf, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { madeBy, WORKLOAD_KINDS } from '../../core/workload.ts';
import { escalatingIn, guardsExec } from '../admission/escalating.ts';
import { ADMISSION_POLICY, POLICY_BINDING } from '../admission/policies.ts';
import { imagesOutside } from '../images/registries.ts';
import { allowedBy, stageOf, type Stage } from '../images/registryPolicy.ts';
import { listed, nameOf } from '../sentences.ts';
import type { Part } from './part.ts';

const BECOMES: Readonly<Record<Stage, string>> = {
  Audit: 'would stand in the audit log',
  Warn: 'would draw a warning',
  Deny: 'would be refused',
};

/** As a plan leaves it: policy and binding may be created together. */
const policyOf = (binding: Resource, snapshot: Snapshot, together: readonly Change[]): Resource | undefined => {
  const name = text(field(binding, 'spec', 'policyName'));
  const planned = together.find(({ ref }) => kindOf(ref) === ADMISSION_POLICY && ref.name === name);
  return planned ? planned.after : snapshot.list(ADMISSION_POLICY).find(({ metadata }) => metadata.name === name);
};

const told = (stage: Stage, sentence: string): Part => ({
  now: ['Nothing restarts, and what runs goes on.'],
  ...(stage === 'Deny' ? { warnings: [sentence] } : { later: [sentence] }),
});

/** Pods are created anew at each start, and only what an object names already may stay. */
const imagesImpact = (stage: Stage, allowed: readonly string[], snapshot: Snapshot): Part => {
  const who = WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind)).filter((workload) => !madeBy(workload, snapshot));
  const found = who.map((workload) => ({ workload, images: imagesOutside(workload, allowed) })).filter(({ images }) => images.length > 0);
  if (found.length === 0) return { now: ['Nothing that runs now has an image from elsewhere.'] };
  const pods = listed(found.map(({ workload }) => nameOf(workload)));
  const images = listed([...new Set(found.flatMap((of) => of.images.map(({ written }) => written)))]);
  return told(stage, `The pods of ${pods} ${BECOMES[stage]} at their next start, for images not from ${listed(allowed)}: ${images}.`);
};

const execImpact = (stage: Stage, snapshot: Snapshot): Part => {
  const pods = listed(escalatingIn(snapshot).map(nameOf));
  return pods === '' ? {} : told(stage, `The next exec or attach into the pods of ${pods} ${BECOMES[stage]}, whoever asks for it.`);
};

/** A binding of an admission policy that comes or changes: what of that which runs now would be warned of or refused next. */
export const guardImpact = ({ before, after }: Change, snapshot: Snapshot, together: readonly Change[]): Part => {
  const binding = after ?? before;
  if (!binding || kindOf(binding) !== POLICY_BINDING) return {};
  if (!after) return { now: ['What its policy refused or warned of is let in again, at once.'] };
  const policy = policyOf(after, snapshot, together);
  if (!policy) return {};
  const allowed = allowedBy(policy);
  if (allowed) return imagesImpact(stageOf([after]), allowed, snapshot);
  return guardsExec(policy) ? execImpact(stageOf([after]), snapshot) : {};
};
