import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { scanTarget } from '../../src/app/scan.ts';
import { field, kindOf, refOf } from '../../src/core/resource.ts';
import { ROLLOUT_KINDS } from '../../src/core/workload.ts';
import { demoEntries } from '../../src/memory/demo.ts';
import { openMemory } from '../../src/memory/target.ts';
import { NOW } from './scene.ts';

const DEMO = path.join(import.meta.dirname, '../../demo');

describe('the demo', () => {
  it('has every weakness of the catalogue', async () => {
    const target = openMemory({ entries: await demoEntries(DEMO, NOW), now: NOW });
    const { result } = await scanTarget({ target, catalogue });
    expect(new Set(result.findings.map(({ remediation }) => remediation))).toEqual(new Set(catalogue.map(({ id }) => id)));
    expect(result.notChecked).toEqual([]);
  });

  it('has findings that can be fixed at once, that need a thought, that others own and that the API cannot change', async () => {
    const target = openMemory({ entries: await demoEntries(DEMO, NOW), now: NOW });
    const { result } = await scanTarget({ target, catalogue });
    const fixes = new Set(result.findings.map(({ fix }) => fix));
    expect([...fixes].sort()).toEqual(expect.arrayContaining(['auto', 'guard', 'guide', 'owned']));
  });

  it('runs: every workload is healthy, and every pod has a node and a token unless it says no', async () => {
    const entries = await demoEntries(DEMO, NOW);
    const target = openMemory({ entries, now: NOW });
    const workloads = entries.filter((entry) => ROLLOUT_KINDS.includes(kindOf(entry)));
    const states = await Promise.all(
      workloads.map(async (workload) => [workload.metadata.name, (await target.rollout(refOf(workload)))?.state]),
    );
    expect(states).toEqual(workloads.map((workload) => [workload.metadata.name, 'healthy']));
    const pods = entries.filter((entry) => kindOf(entry) === 'Pod');
    expect(pods.length).toBeGreaterThan(workloads.length);
    for (const pod of pods) expect(field(pod, 'spec', 'nodeName')).toMatch(/^node-\d$/);
  });

  it('is the same cluster each time', async () => {
    expect(await demoEntries(DEMO, NOW)).toEqual(await demoEntries(DEMO, NOW));
  });
});
