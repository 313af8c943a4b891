import { describe, onTestFinished } from 'vitest';
import type { Open, Traits } from './harness.ts';
import { describeEdits } from './edits.ts';
import { describeExistence } from './existence.ts';
import { describeFields } from './fields.ts';
import { describeGuards } from './guards.ts';
import { describeReading } from './reading.ts';
import { describeWatching } from './watching.ts';

export type { Open, Opened, OpenOptions, Outsider, Traits } from './harness.ts';

const closing =
  (open: Open): Open =>
  async (objects, options) => {
    const opened = await open(objects, options);
    onTestFinished(opened.close);
    return opened;
  };

/** Every promise of `Target` (src/app/target.ts) as a test; a target passes it whole or is none. */
export const describeTarget = (name: string, open: Open, traits: Traits): void => {
  describe(`${name} as a target`, () => {
    for (const part of [describeReading, describeEdits, describeExistence, describeGuards, describeFields, describeWatching])
      part(closing(open), traits);
  });
};
