import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { scanTarget } from '../../src/app/scan.ts';
import { field, kindOf, refOf } from '../../src/core/resource.ts';
import { ROLLOUT_KINDS } from '../../src/core/workload.ts';
import { demoEntries } from '../../src/memory/demo.ts';
import { openMemory } from '../../src/memory/target.ts';
import { NOW } from './scene.ts';

/** The demo is a story, not a list: a new remediation need not stand in it. */
const SHOWN = [
  'default-sa-automount',
  'workload-token-automount',
  'dashboard-cluster-admin',
  'privilege-escalation',
  'default-deny',
  'deny-dashboard',
  'psa-labels',
  'psa-enforce',
];

const DEMO = path.join(import.meta.dirname, '../../demo');

describe('the demo', () => {
  it('shows an edit, a creation and a deletion, and what each of the first remediations is for', async () => {
    const target = openMemory({ entries: await demoEntries(DEMO, NOW), now: NOW });
    const { result } = await scanTarget({ target, catalogue });
    expect(result.findings.map(({ remediation }) => remediation)).toEqual(expect.arrayContaining(SHOWN));
    // It is a managed cluster, whose control plane is not to be seen, and nobody has scanned its images.
    expect(result.notChecked.filter(({ reason }) => !/visible in this cluster|nobody has scanned the images/.test(reason))).toEqual([]);
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
