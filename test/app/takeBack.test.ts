import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/app/errors.ts';
import type { Target } from '../../src/app/target.ts';
import { exitOfRun } from '../../src/cli/exitOfRun.ts';
import { field, type Resource } from '../../src/core/resource.ts';
import { CHECKOUT, checkout, is, NS, scene, type Scene } from './scene.ts';

const HARD = { allowPrivilegeEscalation: false };
const PLACE = 'spec.template.spec.containers[api].securityContext';

const container = (live: Resource | undefined): unknown =>
  (field(live, 'spec', 'template', 'spec', 'containers') as readonly unknown[] | undefined)?.[0];

/** The object as a webhook leaves it that wants this security context on all that is written. */
const hardened = (object: Resource): Resource => {
  const copy = structuredClone(object);
  Object.assign(container(copy) as object, { securityContext: HARD });
  return copy;
};

/** From the first write on: what previews show and what writes of the workload do. */
const afterwards = ({ target }: Scene, shows: (object: Resource) => Resource, write: () => Promise<Resource | undefined>): void => {
  const [preview, real] = [target.preview.bind(target), target.write.bind(target)];
  let isWritten = false;
  const both: Pick<Target, 'preview' | 'write'> = {
    async preview(proposal) {
      const shown = await preview(proposal);
      return isWritten && shown.after ? { ...shown, after: shows(shown.after) } : shown;
    },
    write(proposal, approved) {
      if (isWritten) return write();
      isWritten = true;
      return real(proposal, approved);
    },
  };
  Object.assign(target, both);
};

const broken = async (prepare: (at: Scene) => void) => {
  const at = scene([NS, checkout({ annotations: { 'testcluster/needs': 'escalation' } })]);
  const plan = await at.plan(is('privilege-escalation'));
  prepare(at);
  const run = await at.apply(plan, { autoRollback: true });
  const { tried = [] } = (await at.journal.recall()).memory;
  return { step: run.steps[0], exit: exitOfRun(run, 0), stands: field(container(await at.target.get(CHECKOUT)), 'securityContext'), tried };
};

describe('a step is not called taken back', () => {
  it('where the server would not put it back: nothing is sent', async () => {
    let sent = 0;
    const { step, exit, stands, tried } = await broken((at) => afterwards(at, hardened, () => Promise.resolve(void sent++)));
    expect(step).toMatchObject({ state: 'rollback-conflict', detail: expect.stringContaining(PLACE) });
    expect({ exit, stands, sent, tried }).toEqual({ exit: EXIT.partial, stands: HARD, sent: 0, tried: [] });
  });

  it('where the write did not put it back', async () => {
    const { step, exit, stands, tried } = await broken((at) =>
      afterwards(
        at,
        (object) => object,
        () => at.target.get(CHECKOUT),
      ),
    );
    expect(step).toMatchObject({ state: 'rollback-conflict', detail: expect.stringContaining(PLACE) });
    expect({ exit, stands, tried }).toEqual({ exit: EXIT.partial, stands: HARD, tried: [] });
  });
});

it('is called taken back where something else of the object is stored with it', async () => {
  const stamped = (object: Resource): Resource => ({ ...object, metadata: { ...object.metadata, labels: { seen: 'yes' } } });
  const { step, exit, stands } = await broken(({ target }) => {
    const write = target.write.bind(target);
    const stamping: Target['write'] = async (proposal, approved) => {
      const stored = await write(proposal, approved);
      target.outside.edit(CHECKOUT, stamped);
      return stored;
    };
    Object.assign(target, { write: stamping });
  });
  expect([step?.state, exit, stands]).toEqual(['rolled-back', EXIT.rolledBack, undefined]);
});
