import { describe, expect, it } from 'vitest';
import type { Remediation } from '../../src/core/remediation.ts';
import { planReport, runReport, scanReport } from './forms.ts';
import { demoInMemory, type Memory, type Ran } from './inProcess.ts';

const report = ({ out }: Ran) => runReport.parse(JSON.parse(out));

const applyDashboard = (...flags: string[]): readonly string[] => [
  'apply',
  'dashboard-cluster-admin',
  '--accept',
  'dashboard-cluster-admin',
  '-o',
  'json',
  ...flags,
];

const bindings = async ({ run }: Memory): Promise<number> =>
  scanReport.parse(JSON.parse((await run(['scan', '-o', 'json'])).out)).findings.filter((f) => f.remediation === 'dashboard-cluster-admin')
    .length;

describe('a cluster, by command line', () => {
  it('never counts as checked what could not be read', async () => {
    const { run } = await demoInMemory({ unread: [{ kind: 'networking.k8s.io/NetworkPolicy', reason: 'forbidden to list' }] });
    const { out } = await run(['scan']);
    expect(out).toMatch(/\d+ findings .*, \d+ checks ran, \d+ could not/);
    expect(out).toMatch(/^not checked: .*\bdefault-deny\b.*: networking\.k8s\.io\/NetworkPolicy: forbidden to list$/m);
    const json = scanReport.parse(JSON.parse((await run(['scan', '-o', 'json'])).out));
    expect(json.notChecked.map(({ remediation }) => remediation)).toContain('default-deny');
    expect((await run(['scan', '-n', 'reports', '--fail-on', 'critical'])).code).toBe(1);
    expect((await run(['scan', '-n', 'reports', '--fail-on', 'critical', '--allow-unchecked'])).code).toBe(0);
  });

  it.each([['scan'], ['plan'], ['apply', '--yes'], ['inspect', 'psa'], ['inspect', 'network']])(
    '%s %s never calls a namespace clean that is not there',
    async (...args) => {
      const { run } = await demoInMemory();
      const { code, err } = await run([...args, '-n', 'nowhere']);
      expect(code).toBe(2);
      expect(err).toContain('There is no namespace nowhere in ');
    },
  );

  it('says nothing about a namespace where namespaces may not be listed', async () => {
    const { run } = await demoInMemory({ unread: [{ kind: 'Namespace', reason: 'forbidden to list' }] });
    const { err } = await run(['scan', '-n', 'nowhere']);
    expect(err).not.toContain('There is no namespace');
  });

  it('leaves out what needs the name and has none, and that is no error', async () => {
    const demo = await demoInMemory();
    const before = await bindings(demo);
    expect(before).toBeGreaterThan(0);
    const unnamed = await demo.run(applyDashboard('--yes'));
    expect(unnamed.code).toBe(0);
    expect(report(unnamed)).toMatchObject({
      run: null,
      changes: [],
      left: [{ reason: expect.stringContaining('--confirm NAME') as string }],
    });
    expect(await bindings(demo)).toBe(before);

    expect((await demo.run(applyDashboard('--yes', '--confirm', 'prod'))).code).toBe(2);
    const named = await demo.run(applyDashboard('--yes', '--confirm', 'demo'));
    expect(named.code).toBe(0);
    expect(await bindings(demo)).toBe(0);

    expect(report(await demo.run(['rollback', '--yes', '-o', 'json'])).left).toHaveLength(report(named).changes.length);
    expect((await demo.run(['rollback', '--yes', '--confirm', 'demo'])).code).toBe(0);
    expect(await bindings(demo)).toBe(before);
  });

  it('asks a person for the name, and takes nothing else for it', async () => {
    const demo = await demoInMemory();
    for (const answer of ['', 'y', 'Demo', 'demo ']) {
      const declined = await demo.run(applyDashboard(), [answer]);
      expect(declined.err).toContain('Type demo to apply');
      expect([declined.code, report(declined).run]).toEqual([0, null]);
    }
    expect(report(await demo.run(applyDashboard(), ['demo'])).changes).not.toEqual([]);
  });

  it('leaves to its owner what somebody else manages, unless that is overridden', async () => {
    const { run } = await demoInMemory();
    const plan = async (...flags: string[]) => planReport.parse(JSON.parse((await run(['plan', '-o', 'json', ...flags])).out));
    const findings = scanReport.parse(JSON.parse((await run(['scan', '-o', 'json'])).out)).findings;
    const [owned] = findings.filter(({ fix, remediation }) => fix === 'owned' && remediation === 'privilege-escalation');
    const left = (await plan()).left.find(
      ({ resource }) => resource.name === owned?.resource.name && resource.kind === owned?.resource.kind,
    );
    expect(left?.reason).toContain('--override-owner');
    const overridden = (await plan('--override-owner', 'hold', '--accept', owned?.remediation ?? '')).changes.flatMap(
      ({ closes }) => closes,
    );
    expect(overridden).toContain(owned?.id);
    expect((await plan()).changes.flatMap(({ closes }) => closes)).not.toContain(owned?.id);
  });

  it('parts the waves: what restarts nothing, and what does', async () => {
    const { run } = await demoInMemory();
    const changes = async (...flags: string[]): Promise<readonly { impact: { restarts?: unknown }; resource: unknown }[]> =>
      (JSON.parse((await run(['plan', '-o', 'json', ...flags])).out) as { changes: { impact: object; resource: unknown }[] }).changes;
    const [all, safe, restarting] = [await changes(), await changes('--wave', 'safe'), await changes('--wave', 'restarts')];
    expect(safe.filter(({ impact }) => impact.restarts)).toEqual([]);
    expect(restarting.filter(({ impact }) => !impact.restarts)).toEqual([]);
    expect([safe.length > 0, restarting.length > 0]).toEqual([true, true]);
    expect([...safe, ...restarting].map(({ resource }) => resource)).toEqual(expect.arrayContaining(all.map(({ resource }) => resource)));
  });

  it('tells before anything is written what may not be written', async () => {
    const denied = [{ verb: 'patch', resource: 'deployments.apps' }];
    const { run, journal } = await demoInMemory({ denied });
    const plan = await run(['plan', 'privilege-escalation']);
    expect(plan.out).toContain('you may not patch deployments.apps');
    const refused = await run(['apply', 'privilege-escalation', '--yes', '-o', 'json']);
    const { refused: told, changes } = report(refused);
    expect(told.length).toBeGreaterThan(0);
    expect(changes.map(({ resource }) => resource.kind)).not.toContain('Deployment');
    expect(refused.code).toBe(changes.length > 0 ? 6 : 3);
    expect((await journal.list()).runs.length).toBe(changes.length > 0 ? 1 : 0);
  });

  it('sets what is read-only to nothing but reading', async () => {
    const { run } = await demoInMemory({ readOnly: true });
    expect(await run(['apply', '--yes'])).toMatchObject({ code: 2, out: '' });
    expect((await run(['plan'])).code).toBe(1);
  });

  it('crashes loudly for a bug, and says what to do', async () => {
    const broken = { id: 'broken', kinds: ['Namespace'], severity: 'low', find: () => JSON.parse('{') as never } as unknown as Remediation;
    const { run } = await demoInMemory({}, [broken]);
    const { code, out, err } = await run(['scan']);
    expect([code, out]).toEqual([70, '']);
    expect(err).toMatch(/^BUG in kubeharden 0\.0\.0/);
    expect(err).toMatch(/SyntaxError.*\n +at /);
    expect(err).toContain('Please report this');
  });
});
