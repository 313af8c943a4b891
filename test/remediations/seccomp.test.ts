import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/seccomp.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const pod = (containers: string, context = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { ${context} containers: [${containers}] } } }
`;
const profile = (type: string) => `securityContext: { seccompProfile: { type: ${type} } }`;
const OWN = 'securityContext: { seccompProfile: { type: Localhost, localhostProfile: audit.json } }';

describeRemediation(remediation, {
  weak: pod(`{ name: a }, { name: b, ${profile('Unconfined')} }, { name: c, ${OWN} }`, 'securityContext: { runAsUser: 1 },'),
  hardened: pod(
    `{ name: a }, { name: b, ${profile('RuntimeDefault')} }, { name: c, ${OWN} }`,
    'securityContext: { runAsUser: 1, seccompProfile: { type: RuntimeDefault } },',
  ),
  sound: [
    pod('{ name: a }', `${profile('RuntimeDefault')},`),
    pod(`{ name: a, ${profile('RuntimeDefault')} }, { name: b, ${OWN} }`),
    pod('{ name: a }', 'os: { name: windows },'),
  ],
});

describe('seccomp', () => {
  const judge = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0];
  const after = (yaml: string) => {
    const snapshot = snapshotFrom(yaml);
    return remediation.fix?.(snapshot.list('apps/Deployment')[0]!, snapshot, {})[0]?.after;
  };

  it('is automatic where nothing speaks against it', () => {
    expect(judge(pod('{ name: a }'))?.fix).toBe('auto');
  });

  it('doubts where somebody chose otherwise, or a program needs more', () => {
    expect(judge(pod('{ name: a }', `${profile('Unconfined')},`))?.doubts[0]?.text).toMatch(/chose Unconfined for the pod/);
    expect(judge(pod('{ name: a, command: [/usr/bin/strace, server] }'))?.doubts[0]?.text).toMatch(/strace/);
    expect(judge(pod('{ name: a, image: "moby/buildah:1" }'))?.doubts[0]?.text).toMatch(/buildah/);
  });

  it('changes no more than what is wrong', () => {
    expect(after(pod(`{ name: a, ${profile('Unconfined')} }`))).toMatchObject({
      spec: { template: { spec: { containers: [{ name: 'a', securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }] } } },
    });
    expect(after(pod(`{ name: a, ${profile('Unconfined')} }`))).not.toHaveProperty('spec.template.spec.securityContext');
  });

  it('takes away annotations with which the API server would refuse the field, and no others', () => {
    const of = 'container.seccomp.security.alpha.kubernetes.io';
    const pod = 'seccomp.security.alpha.kubernetes.io/pod';
    const annotated = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { annotations: { a: b, ${pod}: localhost/own, ${of}/a: unconfined, ${of}/b: runtime/default, ${of}/gone: unconfined } }
    spec: { containers: [{ name: a }, { name: b, ${profile('Unconfined')} }] }
`;
    expect(judge(annotated)?.doubts.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/chose localhost\/own by the annotation/),
    );
    expect(after(annotated)).toMatchObject({
      spec: { template: { spec: { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } } } },
    });
    // The container's own field is not set, so its annotation contradicts nothing.
    expect(after(annotated)).toHaveProperty('spec.template.metadata.annotations', {
      a: 'b',
      [`${of}/a`]: 'unconfined',
      [`${of}/b`]: 'runtime/default',
      [`${of}/gone`]: 'unconfined',
    });
  });
});
