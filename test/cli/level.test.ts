import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectOf } from '../../src/cli/objects.ts';
import { planReport, runReport } from './forms.ts';
import { demoInMemory } from './inProcess.ts';
import { weakDeployment, workplace } from './kubeharden.ts';

const ref = (kind: string, name: string) => ({ apiVersion: 'apps/v1', kind, name });

describe('KIND/NAME', () => {
  it.each([
    ['deploy/web', 'Deployment'],
    ['deployments/web', 'Deployment'],
    ['Deployment/web', 'Deployment'],
    ['deployments.apps/web', 'Deployment'],
    ['netpol/web', 'NetworkPolicy'],
    ['networkpolicies/web', 'NetworkPolicy'],
    ['ingresses/web', 'Ingress'],
    ['sts/web', 'StatefulSet'],
  ])('%s names a %s', (text, kind) => {
    expect(objectOf(text).matches(ref(kind, 'web'))).toBe(true);
    expect(objectOf(text).matches(ref(kind, 'db'))).toBe(false);
    expect(objectOf(text).matches(ref('Secret', 'web'))).toBe(false);
  });

  it.each(['deploy/', '/web', 'a/b/c'])('%s is half a name', (text) => {
    expect(() => objectOf(text)).toThrow(/names no object/);
  });
});

const ACCEPT = [
  '--accept',
  'proc-sysctl,privileged,host-namespaces,host-ports,capabilities,privilege-escalation,apparmor-selinux,run-as-root',
];
const ALL = [...ACCEPT, '--set', 'run-as-root.uid=10001'];

interface Named {
  readonly resource: { readonly kind: string; readonly name: string };
}
interface Applied {
  readonly changes: readonly Named[];
  readonly hardening: { readonly judged: number; readonly unmet: readonly Named[] };
}
interface Inspected {
  readonly results: readonly (Named & { readonly allowed: boolean; readonly violations: unknown })[];
}

describe('--level', () => {
  it('makes one change for each object, and says exactly who is still refused', async () => {
    const { run } = await demoInMemory();
    // The others of the demo do need what the level takes away, and their pods say so.
    const where = ['-n', 'payments', 'deploy/checkout', 'deploy/refunds', 'cj/settle', '--level', 'restricted'];
    const { code, out, err } = await run(['apply', ...where, ...ALL, '--yes', '--confirm', 'demo', '-o', 'json']);
    expect(code, out + err).toBe(0);
    const { changes, hardening } = JSON.parse(out) as Applied;
    expect(changes).toHaveLength(3);
    expect(new Set(changes.map(({ resource }) => JSON.stringify(resource))).size).toBe(changes.length);
    const { results } = JSON.parse((await run(['inspect', 'psa', '-n', 'payments', '-o', 'json'])).out) as Inspected;
    const hardened = results.filter(({ resource: { name } }) => ['checkout', 'refunds', 'settle'].includes(name));
    const refused = hardened.filter(({ allowed }) => !allowed);
    expect(hardening).toMatchObject({
      judged: hardened.length,
      unmet: refused.map(({ resource, violations }) => ({ resource, violations })),
    });
    const again = await run(['plan', ...where, ...ALL, '-o', 'json']);
    expect([again.code, planReport.parse(JSON.parse(again.out)).changes]).toEqual([0, []]);
  });

  it('does without acceptance only what raises no doubt, and says which flags let the rest through', async () => {
    const { run } = await demoInMemory();
    const { code, out } = await run(['plan', '--level', 'restricted', '-n', 'payments', 'deploy/checkout', 'deploy/refunds']);
    expect(code).toBe(1);
    expect(out).toMatch(/left: capabilities: .*--accept capabilities/);
    expect(out).toMatch(/not restricted: payments\/Deployment checkout: .*capabilities/);
    expect(out).toMatch(/goes through with: --accept .*capabilities.*/);
    const flags = /goes through with: (.*)/.exec(out)?.[1]?.replaceAll('VALUE', '10001').split(' ') ?? [];
    const all = await run(['plan', '--level', 'restricted', '-n', 'payments', 'deploy/checkout', 'deploy/refunds', ...flags]);
    expect(all.out).toMatch(/2 of 2 pods and templates meet restricted/);
    expect(all.out).not.toMatch(/goes through with/);
  });

  it.each([
    [['plan', '--level', 'strict'], /--level strict: there is no such level/],
    [['plan', '--version', 'v1.30'], /--version has no meaning without --level/],
    [['plan', '--level', 'baseline', '--version', '1.30'], /--version 1.30: there is no such version/],
    [['plan', '--level', 'baseline', 'privileged'], /says by itself what is to be mended/],
    [['apply', '--level', 'baseline', '--wave', 'safe'], /says by itself what is to be mended/],
    [['plan', '--level', 'baseline', 'deploy/nobody'], /There is no deploy\/nobody/],
    [['plan', '--level', 'baseline', '-n', 'web', 'deploy/checkout'], /There is no deploy\/checkout in web/],
  ] as const)('%j is refused in one sentence', async (args, sentence) => {
    const { run } = await demoInMemory();
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it('is kept by a saved plan, which is refused once it would do something else', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web'), 'b.yaml': weakDeployment('db') });
    const plan = path.join(place.home, 'plan.json');
    const saved = await place.run(['plan', '--level', 'restricted', ...ALL, '-f', place.folder, '--out', plan]);
    expect(saved.code, saved.stderr).toBe(1);
    const before = place.files();
    const stale = path.join(place.folder, 'a.yaml');
    writeFileSync(stale, readFileSync(stale, 'utf8').replace('name: main', 'name: other'));
    expect((await place.run(['apply', '--plan', plan, '-f', place.folder, '--yes'])).code).toBe(4);
    writeFileSync(stale, before['a.yaml']!);
    const applied = await place.run(['apply', '--plan', plan, '-f', place.folder, '--yes', '-o', 'json']);
    expect(applied.code, applied.stderr).toBe(0);
    expect(runReport.parse(JSON.parse(applied.stdout)).changes).toHaveLength(2);
    expect((await place.run(['inspect', 'psa', '-f', place.folder])).code).toBe(0);
    expect((await place.run(['rollback', '-f', place.folder, '--yes'])).code).toBe(0);
    expect(place.files()).toEqual(before);
  });
});

describe('objects by name, without a level', () => {
  it('mends what is automatic on them alone', async () => {
    const { run } = await demoInMemory();
    const { out } = await run(['plan', 'deploy/checkout', '-n', 'payments', '-o', 'json']);
    const { changes, left } = planReport.parse(JSON.parse(out));
    expect([...new Set([...changes, ...left].map(({ resource }) => resource.name))]).toEqual(['checkout']);
  });
});
