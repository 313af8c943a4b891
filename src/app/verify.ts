import { describeRef } from '../core/resource.ts';
import type { Recorder } from './recorder.ts';
import type { Step } from './run.ts';
import type { Scan } from './scan.ts';

/** A written step is verified when none of the findings that it closes is found any more. */
const verified = (step: Step, found: ReadonlySet<string>): Partial<Step> => {
  const left = step.closes.filter((id) => found.has(id)).map((id) => id.split(':')[0]);
  return left.length === 0 ? { state: 'verified' } : { detail: `still found: ${left.join(', ')}` };
};

/** Sets every written step of a run against a scan made after it. */
export const verifySteps = async (recorder: Recorder, scan: Scan): Promise<void> => {
  const found = new Set(scan.result.findings.map((finding) => finding.id));
  for (const [index, step] of recorder.run().steps.entries()) {
    if (step.state !== 'applied') continue;
    const next = await recorder.step(index, verified(step, found));
    if (next.state !== 'verified') recorder.log(`${describeRef(step.ref)}: ${next.detail ?? ''}`, 'warn');
  }
};
