import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { scan } from '../../src/core/scan.ts';
import { snapshotFrom } from './manifests.ts';

const pod = {
  containers: [{ name: 'app', image: 'app:latest', securityContext: { privileged: true }, env: [{ name: 'PASSWORD', value: 'x' }] }],
};
const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'once', namespace: 'shop' }, spec: pod };
const JOB = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once', namespace: 'shop' }, spec: { template: { spec: pod } } };

const foundOn = (object: { readonly kind: string }): readonly string[] =>
  scan(snapshotFrom(JSON.stringify(object), { origin: 'cluster' }), catalogue, () => undefined)
    .findings.filter(({ ref }) => ref.kind === object.kind)
    .map(({ remediation }) => remediation);

describe('what has ended', () => {
  it.each([
    ['a pod', POD, { ...POD, status: { phase: 'Succeeded' } }],
    ['a pod that failed', POD, { ...POD, status: { phase: 'Failed' } }],
    ['a job', JOB, { ...JOB, status: { completionTime: '2026-11-20T10:00:00Z' } }],
    ['a job that failed', JOB, { ...JOB, status: { conditions: [{ type: 'Failed', status: 'True' }] } }],
  ])(
    '%s is over: what is wrong with it while it runs, but for credentials that stand there still, is nothing to mend',
    (_what, runs, over) => {
      expect(foundOn(runs).length).toBeGreaterThan(5);
      expect(foundOn(over).filter((remediation) => remediation !== 'secrets-in-env')).toEqual([]);
    },
  );
});
