import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/default-namespace.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (namespace: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: ${namespace} }
spec: { template: { spec: { containers: [{ name: web }] } } }
`;

describeRemediation(remediation, { weak: deployment('default'), hardened: deployment('shop'), sound: deployment('default-shop') });

describe('default-namespace', () => {
  it('takes a manifest without a namespace for one in default, as kubectl does', () => {
    const yaml = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web }] }';
    expect(scanOne(remediation, snapshotFrom(yaml, { origin: 'files' }), () => undefined).findings).toHaveLength(1);
  });

  it('leaves pods to the workload that made them', () => {
    const pod = `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web-1, namespace: default, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, controller: true }] }
spec: { template: { spec: { containers: [{ name: web }] } } }
`;
    const found = scanOne(remediation, snapshotFrom(`${deployment('default')}---${pod}`), () => undefined).findings;
    expect(found.map(({ ref }) => ref.kind)).toEqual(['Deployment']);
  });
});
