import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';
import { run, type Ended } from './binary.ts';
import { applyDemo, inventory, settled } from './demoCluster.ts';

interface Report {
  readonly findings: readonly {
    readonly id: string;
    readonly remediation: string;
    readonly fix: string;
    readonly resource: { readonly kind: string };
  }[];
}

describeOnControlPlane('the whole way on a real API server, by command line', RUNNING, (plane) => {
  let api: PlainApi;
  let env: Record<string, string>;
  const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-e2e-'));
  const kubeharden = (...args: string[]): Promise<Ended> => run(args, env);
  const scan = async (): Promise<Report> => JSON.parse((await kubeharden('scan', '-o', 'json')).stdout) as Report;

  beforeAll(async () => {
    env = { HOME: home, XDG_STATE_HOME: path.join(home, 'state'), KUBECONFIG: plane().kubeconfig, PATH: process.env['PATH'] ?? '' };
    api = plainApi(plane());
    await applyDemo(api);
    await settled(api);
  });
  afterAll(async () => {
    await api.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('finds every kind of weakness, applies what is automatic, finds nothing new, and gives back identical objects', async () => {
    const before = await inventory(api);
    const first = await scan();
    const inMemory = JSON.parse((await kubeharden('demo', '-o', 'json')).stdout) as Report;
    // Nodes are the server's own, with an address of the machine that runs it.
    const idsOf = ({ findings }: Report): ReadonlySet<string> =>
      new Set(findings.filter(({ resource }) => resource.kind !== 'Node').map((f) => f.remediation));
    expect(idsOf(first)).toEqual(idsOf(inMemory));
    expect(await inventory(api)).toEqual(before);

    const applied = await kubeharden('apply', '--yes', '--confirm', 'test', '-o', 'json');
    expect(applied.stderr).not.toMatch(/error/i);
    expect(applied.code).toBe(0);
    expect(await inventory(api)).not.toEqual(before);

    const second = await scan();
    expect(second.findings.filter((f) => f.fix === 'auto')).toEqual([]);
    const known = new Set(first.findings.map((f) => f.id));
    expect(second.findings.filter((f) => !known.has(f.id))).toEqual([]);

    const staged = await kubeharden('plan', 'psa-enforce', '-n', 'web');
    expect(staged.stdout).toMatch(/left: psa-enforce: .*It has warned for 0 days, too short/);

    expect((await kubeharden('verify')).code).toBe(0);
    const undone = await kubeharden('rollback', '--yes', '--confirm', 'test', '-o', 'json');
    expect(undone.stderr).not.toMatch(/error/i);
    expect(undone.code).toBe(0);
    await settled(api);
    expect(await inventory(api)).toEqual(before);
  });

  it('applies creations and deletions that are accepted by name, and takes them back', async () => {
    const before = await inventory(api);
    const names = 'default-deny,deny-dashboard,dashboard-cluster-admin,psa-enforce';
    const applied = await kubeharden(
      'apply',
      ...names.split(','),
      '--accept',
      names,
      '--watch',
      '0s',
      '--yes',
      '--confirm',
      'test',
      '-o',
      'json',
    );
    expect(applied.code, applied.stderr).toBe(0);
    const after = await inventory(api);
    expect(Object.keys(before).filter((key) => !(key in after))).not.toEqual([]);
    expect(Object.keys(after).filter((key) => !(key in before))).not.toEqual([]);
    const undone = await kubeharden('rollback', '--yes', '--confirm', 'test');
    expect(undone.code, undone.stderr).toBe(0);
    expect(await inventory(api)).toEqual(before);
  });

  it('hardens workloads to a level, one change for each, and takes that back', async () => {
    const before = await inventory(api);
    const names = ['checkout', 'refunds', 'settle'];
    const where = ['-n', 'payments', 'deploy/checkout', 'deploy/refunds', 'cj/settle', '--level', 'restricted'];
    const accepted = ['--accept', 'capabilities,privilege-escalation,run-as-root', '--set', 'run-as-root.uid=10001'];
    const applied = await kubeharden('apply', ...where, ...accepted, '--watch', '0s', '--yes', '-o', 'json');
    expect(applied.code, applied.stderr).toBe(0);
    const { changes, hardening } = JSON.parse(applied.stdout) as {
      readonly changes: readonly { readonly resource: { readonly name: string }; readonly state: string }[];
      readonly hardening: { readonly judged: number; readonly unmet: readonly unknown[] };
    };
    expect(changes.map(({ resource, state }) => `${resource.name} ${state}`).sort()).toEqual(names.map((name) => `${name} verified`));
    expect(hardening).toMatchObject({ judged: 3, unmet: [] });
    const undone = await kubeharden('rollback', '--yes', '--confirm', 'test');
    expect(undone.code, undone.stderr).toBe(0);
    await settled(api);
    expect(await inventory(api)).toEqual(before);
  });

  it('leaves what somebody changed since, and says so', async () => {
    await kubeharden('apply', 'privilege-escalation', '--watch', '0s', '--yes', '-o', 'json');
    const deployment = '/apis/apps/v1/namespaces/payments/deployments/refunds';
    const live = (await api.must('GET', deployment)) as unknown as {
      spec: { template: { spec: { containers: { securityContext: object }[] } } };
    };
    live.spec.template.spec.containers[0]!.securityContext = { allowPrivilegeEscalation: true, runAsUser: 7 };
    await api.must('PUT', deployment, live);
    expect((await kubeharden('verify')).code).toBe(1);
    const undone = await kubeharden('rollback', '--yes', '--confirm', 'test', '-o', 'json');
    expect(undone.code).not.toBe(0);
    const kept = (await api.must('GET', deployment)) as unknown as typeof live;
    expect(kept.spec.template.spec.containers[0]?.securityContext).toEqual({ allowPrivilegeEscalation: true, runAsUser: 7 });
  });

  it('writes nothing without a terminal and without --yes', async () => {
    const before = await inventory(api);
    expect((await kubeharden('apply')).code).toBe(7);
    expect(await inventory(api)).toEqual(before);
  });
});
