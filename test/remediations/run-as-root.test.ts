import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/run-as-root.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (containers: string, spec = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { ${spec} containers: [${containers}] } } }
`;
const context = (fields: string) => `securityContext: { ${fields} }`;

describeRemediation(remediation, {
  weak: deployment(
    `{ name: a }, { name: b, ${context('runAsUser: 0')} }, { name: c, ${context('runAsNonRoot: false, runAsUser: 7')} }`,
    `initContainers: [{ name: setup, ${context('runAsNonRoot: true')} }],`,
  ),
  hardened: deployment(
    `{ name: a }, { name: b, ${context('runAsUser: 10001')} }, { name: c, ${context('runAsNonRoot: true, runAsUser: 7')} }`,
    `${context('runAsNonRoot: true, runAsUser: 10001')}, initContainers: [{ name: setup, ${context('runAsNonRoot: true')} }],`,
  ),
  sound: [
    deployment('{ name: a }', `${context('runAsNonRoot: true')},`),
    deployment(`{ name: a, ${context('runAsNonRoot: true')} }`, `${context('runAsUser: 1')},`),
    // Root of a user namespace is nobody on the node.
    deployment('{ name: a }', 'hostUsers: false,'),
  ],
  answers: { uid: '10001' },
});

const found = (yaml: string) => {
  const snapshot = snapshotFrom(yaml);
  const [resource] = snapshot.list('apps/Deployment');
  const [finding] = scanOne(remediation, snapshot, () => undefined).findings;
  const input = remediation.inputs?.(resource!, snapshot)[0];
  return { finding, input, after: (uid: string) => remediation.fix?.(resource!, snapshot, { uid })[0]?.after };
};

describe('run-as-root', () => {
  it('asks for a user, and refuses what is none', () => {
    const { finding, input } = found(deployment('{ name: a }'));
    expect(finding?.fix).toBe('input');
    expect(['1', '10001', 'image'].map((value) => input?.refuse?.(value))).toEqual([undefined, undefined, undefined]);
    for (const value of ['0', '-1', '1.5', 'root', '', '99999999999']) expect(input?.refuse?.(value)).toMatch(/no user id/);
  });

  it('offers the user of the other containers, or that of an image which says that it is not root', () => {
    expect(found(deployment('{ name: a }')).input?.default).toBeUndefined();
    expect(found(deployment(`{ name: a }, { name: b, ${context('runAsUser: 65534')} }`)).input?.default).toBe('65534');
    expect(found(deployment('{ name: a, image: "nginxinc/nginx-unprivileged:1.29" }')).input?.default).toBe('image');
    expect(found(deployment('{ name: a, image: nginx }')).input?.default).toBeUndefined();
  });

  it('keeps the user of the image where that is asked for', () => {
    expect(found(deployment('{ name: a }')).after('image')).toMatchObject({
      spec: { template: { spec: { securityContext: { runAsNonRoot: true } } } },
    });
    expect(found(deployment('{ name: a }', `${context('runAsUser: 0')},`)).after('image')).not.toHaveProperty(
      'spec.template.spec.securityContext.runAsUser',
    );
  });

  it('never lets a fix keep Windows containers from starting unseen', () => {
    const windows = (containers: string, spec = '') => found(deployment(containers, `os: { name: windows }, ${spec}`)).finding;
    const named = (user: string) => context(`windowsOptions: { runAsUserName: ${user} }`);
    expect(windows(`{ name: a, ${named('containeradministrator')} }`)?.fix).toBe('guide');
    expect(windows(`{ name: a }`, `${named('ContainerAdministrator')},`)?.fix).toBe('guide');
    expect(windows(`{ name: a, ${named('ContainerUser')} }`, `${named('ContainerAdministrator')},`)?.fix).toBe('auto');
    expect(windows('{ name: a }')).toMatchObject({
      fix: 'guard',
      doubts: [{ text: expect.stringMatching(/image of a .*ContainerAdministrator/) as string }],
    });
  });

  it('asks nothing where every container has a user already, or runs on Windows', () => {
    expect(found(deployment(`{ name: a, ${context('runAsUser: 5')} }`)).finding?.fix).toBe('auto');
    const user = 'windowsOptions: { runAsUserName: ContainerUser }';
    expect(found(deployment('{ name: a }', `os: { name: windows }, ${context(user)},`)).finding?.fix).toBe('auto');
  });

  it('judges by the version of the server: root of a user namespace counted before v1.35', () => {
    const snapshot = snapshotFrom(deployment('{ name: a }', 'hostUsers: false,'), { serverVersion: 'v1.34.1' });
    expect(scanOne(remediation, snapshot, () => undefined).findings).toHaveLength(1);
  });

  it('doubts low ports and volumes that hold files of root', () => {
    const volume = 'volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }],';
    const said = found(deployment('{ name: a, ports: [{ containerPort: 80 }] }', volume)).finding?.doubts.map(({ text }) => text);
    expect(said).toEqual([expect.stringMatching(/port 80:/), expect.stringMatching(/Volume data/)]);
  });
});
