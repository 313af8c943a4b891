import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/app/run.ts';
import { takenBack, takenBackText } from '../../src/app/takenBack.ts';
import { differences, withoutServerFields } from '../../src/core/diff.ts';
import type { Resource } from '../../src/core/resource.ts';
import { editOf } from '../journal/example.ts';

const FIELDS = { 'f:spec': { 'f:template': { 'f:spec': { 'f:hostNetwork': {}, 'f:hostPID': {} } } } };

const entry = (manager: string, time: string, fieldsV1: unknown = FIELDS) => ({ manager, operation: 'Update', time, fieldsV1 });

const OLD = entry('argocd-controller', '2026-11-01T10:00:00Z');
const OURS = entry('kubeharden', '2026-11-21T10:00:00Z');

const deployment = (spec: Readonly<Record<string, unknown>>, ...managedFields: readonly unknown[]): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: '1', managedFields },
  spec: { template: { spec } },
});

const BEFORE = deployment({ hostNetwork: true, hostPID: true }, OLD);
const after = deployment({ hostNetwork: false, hostPID: true }, OLD, OURS);
const STEP: Step = {
  ...editOf(BEFORE, after),
  state: 'applied',
  differences: differences(withoutServerFields(BEFORE), withoutServerFields(after)),
};

const said = (step: Step, live: Resource | undefined): string | undefined => {
  const taken = takenBack(step, live);
  return taken && takenBackText(taken);
};

describe('takenBack', () => {
  it('is silent while all that was written stands, whatever else changes', () => {
    expect(said(STEP, after)).toBeUndefined();
    expect(said(STEP, deployment({ hostNetwork: false, hostPID: false }, entry('kubectl-edit', '2026-11-21T11:00:00Z')))).toBeUndefined();
    expect(said({ ...STEP, action: 'delete' }, undefined)).toBeUndefined();
  });

  it('names the owner, the place and how long it lasted by the clock of the server', () => {
    const live = deployment({ hostNetwork: true, hostPID: true }, OURS, entry('argocd-controller', '2026-11-21T10:00:12Z'));
    expect(said(STEP, live)).toBe('Argo CD (argocd-controller) took spec.template.spec.hostNetwork back after 12 s');
  });

  it('names the owner to whom the place was given back and who took it within the same second', () => {
    const given = entry('argocd-controller', '2026-11-21T10:00:00Z');
    const yielded = { ...STEP, after: deployment({ hostNetwork: false, hostPID: true }, given) };
    const live = deployment({ hostNetwork: true, hostPID: true }, given);
    expect(said(yielded, live)).toBe('Argo CD (argocd-controller) took spec.template.spec.hostNetwork back after 0 s');
  });

  it('blames nobody who owned the place before and has not written since', () => {
    const live = deployment(
      { hostNetwork: true, hostPID: true },
      OLD,
      entry('kubectl-edit', '2026-11-21T10:01:00Z', { 'f:spec': { 'f:x': {} } }),
    );
    expect(said(STEP, live)).toBe('kubectl-edit took spec.template.spec.hostNetwork back after 60 s');
  });

  it('says changed where it is neither as before nor as written', () => {
    const live = deployment({ hostNetwork: 'maybe' }, entry('someone', '2026-11-21T10:00:01Z'));
    expect(said(STEP, live)).toBe('someone changed spec.template.spec.hostNetwork after 1 s');
  });

  it('says nothing that it does not know', () => {
    expect(said(STEP, deployment({ hostNetwork: true }))).toBe('somebody took spec.template.spec.hostNetwork back');
    const { after: _after, ...guarded } = STEP;
    const live = deployment({ hostNetwork: true }, entry('helm', '2026-11-21T10:00:12Z'));
    expect(said(guarded, live)).toBe('Helm (helm) took spec.template.spec.hostNetwork back');
    expect(said(STEP, undefined)).toBe('somebody deleted it');
    const counted = deployment({ hostNetwork: true }, entry('kube-controller-manager', '2026-11-21T10:00:02Z', {}));
    expect(said(STEP, counted)).toBe('somebody took spec.template.spec.hostNetwork back');
  });
});
