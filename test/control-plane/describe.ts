import { afterAll, beforeAll, describe, it } from 'vitest';
import { built, startControlPlane, type ControlPlane, type StartOptions } from './start.ts';

interface Kept {
  readonly kind: string;
  readonly plane: ControlPlane;
}

/** The one that this process keeps from a file to the next: a start takes seconds, to make all as it was a quarter of one. */
let kept: Kept | undefined;

const kindOf = (options: StartOptions): string => JSON.stringify(Object.entries(options).sort());

/** As good as new: the one that is kept, or one of its own. */
const taken = async (binary: string, options: StartOptions): Promise<ControlPlane> => {
  const last = kept;
  kept = undefined;
  if (last?.kind === kindOf(options)) return last.plane;
  await last?.plane.stop();
  return startControlPlane(binary, options);
};

/** Whether the file that is about to run has such tests. */
let isWanted = false;

/** For the set-up of each file: one that waits for nobody costs as much as a slow test. */
export const endUnwanted = async (): Promise<void> => {
  const last = isWanted ? undefined : kept;
  isWanted = false;
  if (!last) return;
  kept = undefined;
  await last.plane.stop();
};

const givenBack = async (plane: ControlPlane, options: StartOptions): Promise<void> => {
  await plane.reset();
  kept = { kind: kindOf(options), plane };
};

/**
 * Tests on a real API server, which for the whole block is theirs alone; `plane` is there from the first test on. Without Go they
 * are reported as skipped, with the reason; where `CI=true` says that everything has to be there, as failed.
 */
export const describeOnControlPlane = (name: string, options: StartOptions, body: (plane: () => ControlPlane) => void): void => {
  const found = built();
  if ('missing' in found && process.env['CI'] === 'true') {
    it(name, () => {
      throw new Error(`${found.missing}, and with CI=true the tests on the control plane are required`);
    });
    return;
  }
  const [binary, title] = 'missing' in found ? [undefined, `${name} (skipped: ${found.missing})`] : [found.binary, name];
  isWanted ||= binary !== undefined;
  describe.skipIf(binary === undefined)(title, () => {
    let plane: ControlPlane | undefined;
    beforeAll(async () => {
      if (binary !== undefined) plane = await taken(binary, options);
    });
    afterAll(() => plane && givenBack(plane, options));
    body(() => {
      if (!plane) throw new Error('the control plane is not running: it starts before the first test of the block');
      return plane;
    });
  });
};
