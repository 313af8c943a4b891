import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { makePlan, type Plan } from '../../src/app/plan.ts';
import { scanTarget } from '../../src/app/scan.ts';
import type { Target } from '../../src/app/target.ts';
import { field, items, type Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openMemory } from '../../src/memory/target.ts';
import { checkout, is, NS } from './scene.ts';

type Hook = (stored: Resource) => Resource;

const inContainers =
  (change: (container: Readonly<Record<string, unknown>>) => object): Hook =>
  (stored) => {
    const draft = structuredClone(stored) as unknown as { spec: { template: { spec: { containers: unknown[] } } } };
    const { spec } = draft.spec.template;
    spec.containers = items(spec.containers).map(change);
    return draft as unknown as Resource;
  };

const contextOf = (container: Readonly<Record<string, unknown>>): object => container['securityContext'] ?? {};

const wantsEscalation = inContainers((container) => ({
  ...container,
  securityContext: { ...contextOf(container), allowPrivilegeEscalation: true },
}));
const bringsOneAlong: Hook = (stored) => {
  const draft = structuredClone(stored) as unknown as { spec: { template: { spec: { containers: unknown[] } } } };
  draft.spec.template.spec.containers.push({ name: 'sidecar', image: 'registry.example/sidecar:1' });
  return draft as unknown as Resource;
};
const labels: Hook = (stored) => ({ ...stored, metadata: { ...stored.metadata, labels: { stamped: 'yes' } } });

/** A cluster that does this to whatever is written. */
const planned = async (hook: Hook, ...checks: readonly string[]): Promise<Plan> => {
  const target: Target = openMemory({ entries: [NS, checkout()] });
  const asking = target.preview.bind(target);
  const preview: Target['preview'] = async (change) => {
    const asked = await asking(change);
    return asked.after ? { ...asked, after: hook(asked.after) } : asked;
  };
  const { snapshot, result } = await scanTarget({ target, catalogue, journal: memoryJournal() });
  return makePlan({ target: Object.assign(target, { preview }), catalogue, snapshot, chosen: result.findings.filter(is(...checks)) });
};

const told = ({ changes }: Plan): readonly unknown[] =>
  changes.map(({ findings, refused }) => [findings.map(({ remediation }) => remediation), refused?.split(' (')[0]]);

const UNDONE = 'a webhook of this cluster undoes this change: with it privilege-escalation would still be found';

describe('a change that the cluster undoes before it is stored', () => {
  it('is refused, and what is found all the same is named', async () => {
    const plan = await planned(wantsEscalation, 'privilege-escalation');
    expect(told(plan)).toEqual([[['privilege-escalation'], UNDONE]]);
    expect(plan.changes[0]?.refused).toContain('allowPrivilegeEscalation');
  });

  it('is refused too where what comes beside it has the weakness', async () => {
    expect(told(await planned(bringsOneAlong, 'privilege-escalation'))).toEqual([[['privilege-escalation'], UNDONE]]);
  });

  it('is left out of a change that does more', async () => {
    const plan = await planned(wantsEscalation, 'privilege-escalation', 'capabilities');
    expect(told(plan)).toEqual([
      [['capabilities'], undefined],
      [['privilege-escalation'], UNDONE],
    ]);
    const [kept] = plan.changes;
    const wanted = items(field(kept?.change.after, 'spec', 'template', 'spec', 'containers'))[0];
    expect(contextOf(wanted ?? {})).toEqual({ capabilities: { drop: ['ALL'] } });
  });

  it('is no such change where a webhook adds what is no weakness', async () => {
    expect(told(await planned(labels, 'privilege-escalation'))).toEqual([[['privilege-escalation'], undefined]]);
  });
});
