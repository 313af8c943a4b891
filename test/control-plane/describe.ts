import { afterAll, beforeAll, describe, it } from 'vitest';
import { built, startControlPlane, type ControlPlane, type StartOptions } from './start.ts';

/**
 * Tests on a real API server, which runs for the whole block; `plane` is there from the first test on. Without Go they
 * are reported as skipped, with the reason; where `CI=true` says that everything has to be there, as failed.
 */
export const describeOnControlPlane = (name: string, options: StartOptions, body: (plane: () => ControlPlane) => void): void => {
  const found = built();
  if ('missing' in found) {
    if (process.env['CI'] !== 'true')
      describe.skip(`${name} (skipped: ${found.missing})`, () => it('needs a control plane', () => undefined));
    else
      it(name, () => {
        throw new Error(`${found.missing}, and with CI=true the tests on the control plane are required`);
      });
    return;
  }
  describe(name, () => {
    let plane: ControlPlane | undefined;
    beforeAll(async () => {
      plane = await startControlPlane(found.binary, options);
    });
    afterAll(() => plane?.stop());
    body(() => {
      if (!plane) throw new Error('the control plane is not running: it starts before the first test of the block');
      return plane;
    });
  });
};
