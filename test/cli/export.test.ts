import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import { demoInMemory } from './inProcess.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'export-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('what somebody else owns', () => {
  it('is left by plan, with the command that makes a patch for its source', async () => {
    const { run } = await demoInMemory();
    const { code, out } = await run(['plan', 'privilege-escalation', 'deploy/prometheus', '-n', 'monitoring']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /left: privilege-escalation: .*Helm release metrics.*kubeharden plan privilege-escalation -o kustomize --out DIR.*--override-owner/,
    );
  });

  it('is patched in a folder for its source, and nothing is written to the cluster', async () => {
    const { run, journal } = await demoInMemory();
    const out = path.join(folder, 'patches');
    const made = await run(['plan', 'privilege-escalation', 'deploy/prometheus', '-n', 'monitoring', '-o', 'kustomize', '--out', out]);
    expect([made.code, made.out]).toEqual([1, '']);
    expect(made.err).toContain(`files are in ${out}`);
    const text = readFileSync(path.join(out, 'kustomization.yaml'), 'utf8');
    expect(text).toContain('# Helm release metrics');
    const { patches } = load(text) as { readonly patches: readonly { readonly patch: string }[] };
    expect(patches.map(({ patch }) => JSON.stringify(load(patch))).join()).toContain('"allowPrivilegeEscalation":false');
    expect((await journal.list()).runs).toEqual([]);
    const again = await run(['plan', 'privilege-escalation', 'deploy/prometheus', '-n', 'monitoring', '-o', 'kustomize', '--out', out]);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('is not empty')]);
  });

  it('comes as one stream without a folder, as patches or as whole objects', async () => {
    const { run } = await demoInMemory();
    const patches = await run(['plan', 'privilege-escalation', 'deploy/front', '-n', 'web', '-o', 'kustomize']);
    expect(loadAll(patches.out).filter(Boolean)).toEqual([expect.objectContaining({ kind: 'Kustomization' })]);
    expect(patches.out).toContain('# Argo CD application storefront');
    const whole = await run(['plan', 'privilege-escalation', 'deploy/front', '-n', 'web', '-o', 'yaml']);
    const objects = loadAll(whole.out).filter(Boolean) as Resource[];
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Deployment front']);
    expect(JSON.stringify(objects)).toContain('"allowPrivilegeEscalation":false');
    expect([patches.code, whole.code]).toEqual([1, 1]);
  });

  it('makes no folder where nothing would be changed', async () => {
    const { run } = await demoInMemory();
    const out = path.join(folder, 'patches');
    const { code } = await run(['plan', 'privilege-escalation', '-n', 'nowhere-at-all', '-o', 'kustomize', '--out', out]);
    expect([code, existsSync(out)]).toEqual([2, false]);
  });
});
