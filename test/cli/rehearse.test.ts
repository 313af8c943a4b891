import { describe, expect, it } from 'vitest';
import { Refused } from '../../src/app/errors.ts';
import type { Resource } from '../../src/core/resource.ts';
import { checkout, NS } from '../app/scene.ts';
import { left } from '../app/rehearsing.ts';
import { demoInMemory, type Memory } from './inProcess.ts';

const named = (name: string, needs: string): Resource => {
  const { metadata, ...rest } = checkout({ annotations: { 'testcluster/needs': needs } });
  return { ...rest, metadata: { ...metadata, name } };
};

const shop = (...workloads: readonly Resource[]): Promise<Memory> => demoInMemory({ entries: [NS, ...workloads] });
const ARGS = ['apply', 'seccomp', 'privilege-escalation', '--accept', 'seccomp,privilege-escalation', '--yes'];

interface Report {
  readonly rehearsals?: readonly { readonly outcome: string; readonly help?: string; readonly blame?: object }[];
  readonly changes: readonly { readonly resource: { readonly name: string } }[];
  readonly left: readonly { readonly resource: { readonly name: string }; readonly reason: string }[];
}

describe('apply --rehearse', () => {
  it('writes what went well, leaves out what failed, and says why', async () => {
    const { run, target } = await shop(named('good', ''), named('bad', 'escalation'));
    const { code, out, err } = await run([...ARGS, '--rehearse', '-o', 'json']);
    const report = JSON.parse(out) as Report;
    expect(code).toBe(6);
    expect(report.changes.map(({ resource }) => resource.name)).toEqual(['good']);
    expect(report.rehearsals?.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'ready']);
    const failed = report.rehearsals?.find(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject({
      blame: { by: 'likely', remediations: ['privilege-escalation'] },
      help: expect.stringMatching(/setuid/) as string,
    });
    const reasons = report.left.filter(({ resource }) => resource.name === 'bad').map(({ reason }) => reason);
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toMatch(/failed in its rehearsal: container api: CrashLoopBackOff/);
    expect(err).toMatch(/The program runs a second time beside its other pods/);
    expect(await left(target)).toEqual([]);
  });

  it('writes nothing where all of it failed, and exits with 5', async () => {
    const { run } = await shop(named('bad', 'escalation'));
    const { code, out } = await run([...ARGS, '--rehearse-why']);
    expect(code).toBe(5);
    expect(out).toMatch(/^REHEARSAL/);
    expect(out).toMatch(/failed +payments +Deployment\/bad +.*it runs without privilege-escalation/);
    expect(out).toContain('Nothing was changed.');
  });

  it('applies as before what could not be rehearsed, and names it', async () => {
    const singleton = named('single', 'escalation');
    const { run } = await shop({ ...singleton, spec: { ...(singleton['spec'] as object), strategy: { type: 'Recreate' } } });
    const plain = await run([...ARGS, '--rehearse']);
    expect(plain.out).toMatch(/inconclusive +payments +Deployment\/single +not rehearsed: it is a singleton/);
    expect(plain.out).toMatch(/degraded/);
    const asked = await (
      await shop({ ...singleton, spec: { ...(singleton['spec'] as object), strategy: { type: 'Recreate' } } })
    ).run([...ARGS, '--rehearse-once-only']);
    expect([asked.code, asked.out]).toEqual([5, expect.stringMatching(/^REHEARSAL[^]*failed/)]);
  });

  it('says what it could not remove and what removes it, and exits with 6 although all went well', async () => {
    let may = false;
    const { run, target } = await demoInMemory({
      entries: [NS, named('good', '')],
      onWrite: (moment, change) => {
        if (moment === 'before' && !change.after && !may) throw new Refused('you may not delete pods');
      },
    });
    const { code, out, err } = await run([...ARGS, '--rehearse', '-o', 'json']);
    expect(code).toBe(6);
    expect(JSON.parse(out)).toMatchObject({
      changes: [{ state: 'verified' }],
      remains: [{ resource: { kind: 'Pod' }, detail: expect.stringContaining('you may not delete pods') as string }],
    });
    expect(err).toMatch(/^error: payments\/Pod \S+ was not removed: you may not delete pods$/m);
    expect(err).toContain('Run `kubeharden recover`, which removes it.');
    may = true;
    expect((await run(['recover'])).code).toBe(0);
    expect(await left(target)).toEqual([]);
  });

  it('rehearses nothing unless asked, and nothing where somebody says no', async () => {
    const { run, journal } = await shop(named('good', ''));
    expect((await run([...ARGS.slice(0, -1), '--rehearse'], ['n'])).out).toContain('Nothing was changed.');
    expect((await journal.list()).runs).toEqual([]);
    await run([...ARGS, '-o', 'json']);
    expect((await journal.list()).runs.map(({ does }) => does)).toEqual(['apply']);
  });
});
