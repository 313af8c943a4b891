import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '../e2e/binary.ts';
import { planReport, runReport, scanReport } from './forms.ts';
import { weakDeployment, workplace, type Workplace } from './kubeharden.ts';

const MANY = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`w${i}.yaml`, weakDeployment(`web-${i}`)]));

const applied = async (place: Workplace, ...flags: string[]) => {
  const { code, stdout, stderr } = await place.run(['apply', '-f', place.folder, '--yes', '-o', 'json', ...flags]);
  return { code, stderr, report: runReport.parse(JSON.parse(stdout)) };
};

describe('apply and rollback on files', () => {
  it('mends what is automatic, lists it, leaves the rest with reasons, and gives every byte back', async () => {
    using place = workplace({ 'a.yaml': `${weakDeployment('web')}---\n${weakDeployment('db')}`, 'b.yaml': weakDeployment('jobs') });
    const before = place.files();
    const { code, report } = await applied(place);
    expect(code).toBe(0);
    expect(report.changes.map(({ source }) => `${path.basename(source?.file ?? '')}#${source?.document}`)).toEqual([
      'a.yaml#0',
      'a.yaml#1',
      'b.yaml#0',
    ]);
    expect(report.changes.every(({ state }) => state === 'verified')).toBe(true);
    expect(report.left.length).toBeGreaterThan(0);
    const rescan = scanReport.parse(JSON.parse((await place.run(['scan', '-f', place.folder, '-o', 'json'])).stdout));
    expect(rescan.findings.filter(({ fix }) => fix === 'auto')).toEqual([]);
    for (const line of before['b.yaml']!.split('\n')) expect(place.files()['b.yaml']).toContain(line);

    const undone = await place.run(['rollback', '-f', place.folder, '--yes', '-o', 'json']);
    expect(undone.code).toBe(0);
    expect(runReport.parse(JSON.parse(undone.stdout)).changes).toHaveLength(3);
    expect(place.files()).toEqual(before);
  });

  it('does nothing the second time, and says so in JSON with exit 0', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    await applied(place);
    const after = place.files();
    const again = await applied(place);
    expect([again.code, again.report.run, again.report.changes]).toEqual([0, null, []]);
    expect(place.files()).toEqual(after);
    await place.run(['rollback', '-f', place.folder, '--yes']);
    const nothing = await place.run(['rollback', '-f', place.folder, '--yes', '-o', 'json']);
    expect(nothing.code).toBe(0);
    expect(runReport.parse(JSON.parse(nothing.stdout)).run).toBe(null);
  });

  it('does what is named, and what was accepted', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    const { report } = await applied(place, 'privilege-escalation');
    expect(place.files()['a.yaml']).toContain('allowPrivilegeEscalation: false');
    expect(place.files()['a.yaml']).not.toContain('automountServiceAccountToken');
    expect(report.left).toEqual([]);
    const accepted = await applied(place, '--accept', 'default-deny', 'default-deny');
    expect(new Set(accepted.report.changes.map(({ resource }) => resource.kind))).toEqual(new Set(['NetworkPolicy']));
    expect(Object.values(place.files()).join('')).toContain('kind: NetworkPolicy');
  });

  it('tells of drift by verify, and never overwrites it', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    await applied(place);
    const file = path.join(place.folder, 'a.yaml');
    expect((await place.run(['verify', '-f', place.folder])).code).toBe(0);
    writeFileSync(file, readFileSync(file, 'utf8').replace('allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true'));
    const drifted = place.files();
    const verify = await place.run(['verify', '-f', place.folder]);
    expect(verify.code).toBe(1);
    expect(verify.stdout).toMatch(/drifted .*somebody changed what the run had set/);
    expect(verify.stdout).toMatch(/containers\[main\]\.securityContext\.allowPrivilegeEscalation +- +false +true/);
    const refused = await place.run(['rollback', '-f', place.folder, '--yes', '-o', 'json']);
    expect(refused.code).toBe(4);
    expect(runReport.parse(JSON.parse(refused.stdout)).refused).toHaveLength(1);
    expect(place.files()).toEqual(drifted);
  });

  it('stops after the object in flight at Ctrl-C, and what it did can be taken back', async () => {
    using place = workplace(MANY);
    const before = place.files();
    const stopped = await place.run(['apply', '-f', place.folder, '--yes', '-o', 'json'], {
      signal: { on: /applied shop/, send: 'SIGINT' },
    });
    expect(stopped.code).toBe(130);
    const { changes } = runReport.parse(JSON.parse(stopped.stdout));
    expect(new Set(changes.map(({ state }) => state))).toEqual(new Set(['verified', 'skipped']));
    const changed = Object.entries(place.files()).filter(([name, text]) => text !== before[name]);
    expect(changed).toHaveLength(changes.filter(({ state }) => state === 'verified').length);
    expect((await place.run(['rollback', '-f', place.folder, '--yes'])).code).toBe(0);
    expect(place.files()).toEqual(before);
  });

  it('lists its runs, the newest first', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    const first = await applied(place);
    await place.run(['rollback', '-f', place.folder, '--yes']);
    const { runs } = JSON.parse((await place.run(['history', '-f', place.folder, '-o', 'json'])).stdout) as {
      runs: { id: string; does: string; state: string }[];
    };
    expect(runs.map(({ does, state }) => `${does}: ${state}`)).toEqual(['rollback: applied', 'apply: rolled back']);
    expect(runs[1]?.id).toBe(first.report.run);
  });
});

describe('plan', () => {
  it('exits 1 with changes and 0 without, and writes nothing', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    const before = place.files();
    const { code, stdout } = await place.run(['plan', '-f', place.folder]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\+ {10}securityContext:\n\+ {12}allowPrivilegeEscalation: false$/m);
    expect(stdout).toMatch(/^Plan: 0 create, 1 change, 0 delete, 0 rollouts$/m);
    const json = await place.run(['plan', '-f', place.folder, '-o', 'json']);
    expect(planReport.parse(JSON.parse(json.stdout)).changes).toHaveLength(1);
    expect(place.files()).toEqual(before);
    await applied(place);
    expect((await place.run(['plan', '-f', place.folder])).code).toBe(0);
  });

  it('can be kept and applied later, and is refused once it is stale', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    const [file, manifest] = [path.join(place.home, 'plan.json'), path.join(place.folder, 'a.yaml')];
    const original = place.files();
    await place.run(['plan', 'privilege-escalation', '-f', place.folder, '--out', file]);
    writeFileSync(manifest, original['a.yaml']!.replace('name: main', 'name: other'));
    const stale = await place.run(['apply', '-f', place.folder, '--plan', file, '--yes']);
    expect(stale.code).toBe(4);
    expect(stale.stderr).toMatch(/^error: The plan is stale.*web/);

    writeFileSync(manifest, original['a.yaml']!);
    const { code, report } = await applied(place, '--plan', file);
    expect(code).toBe(0);
    expect(report.changes).toHaveLength(1);
    expect(place.files()['a.yaml']).not.toContain('automountServiceAccountToken');
    expect((await place.run(['apply', '-f', place.folder, '--plan', file, '--yes'])).code).toBe(4);
    expect((await place.run(['apply', 'default-deny', '-f', place.folder, '--plan', file, '--yes'])).code).toBe(2);
  });
});

describe('apply in a terminal', () => {
  it('shows the difference and asks; anything but y leaves everything as it is', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    const before = place.files();
    const no = openTerminal(['apply', '-f', place.folder], place.env);
    await no.shows('anything else to leave it');
    no.type('n\r');
    expect(await no.ended).toBe(0);
    expect(place.files()).toEqual(before);

    const yes = openTerminal(['apply', '-f', place.folder], place.env);
    expect(await yes.shows('anything else to leave it')).toContain('allowPrivilegeEscalation: false');
    yes.type('y\r');
    expect(await yes.ended).toBe(0);
    expect(place.files()['a.yaml']).toContain('allowPrivilegeEscalation: false');
  });

  it('ends at Ctrl-C while it asks, and has written nothing', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    const before = place.files();
    const asked = openTerminal(['apply', '-f', place.folder], place.env);
    await asked.shows('anything else to leave it');
    asked.type('\u0003');
    expect(await asked.ended).toBe(130);
    expect(place.files()).toEqual(before);
  });
});
