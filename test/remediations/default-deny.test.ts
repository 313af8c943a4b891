import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/default-deny.ts';
import { planChanges } from '../../src/core/plan.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import { snapshotOf, type Snapshot } from '../../src/core/snapshot.ts';
import { reaches, type End } from '../analysis/network/reach.ts';
import { describeRemediation } from './describeRemediation.ts';
import { FACTS, resources, snapshotFrom } from './manifests.ts';

const workload = (
  name: string,
  namespace: string,
  more: { readonly labels?: object; readonly spec?: object; readonly container?: object } = {},
): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name, ...more.labels } },
      spec: { ...more.spec, containers: [{ name, ports: [{ name: 'http', containerPort: 8080 }], ...more.container }] },
    },
  },
});

const service = (name: string, namespace: string, spec: object = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
});

const policy = (name: string, namespace: string, spec: object): Resource => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

const namespace = (name: string): Resource => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
});

const DNS_RULE = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

const SHOP = [namespace('shop'), workload('web', 'shop'), workload('db', 'shop'), service('db', 'shop')];

describeRemediation(remediation, {
  weak: SHOP,
  hardened: [
    ...SHOP,
    policy('allow-dns', 'shop', { podSelector: {}, policyTypes: ['Egress'], egress: [DNS_RULE] }),
    policy('allow-same-namespace', 'shop', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }] }] }),
    policy('allow-to-db', 'shop', {
      podSelector: { matchLabels: { app: 'db' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 8080 }] }],
    }),
    policy('default-deny', 'shop', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  ],
  sound: [
    [namespace('shop'), workload('web', 'shop'), policy('web', 'shop', { podSelector: { matchLabels: { app: 'web' } } })],
    [namespace('shop'), workload('agent', 'shop', { spec: { hostNetwork: true } })],
    [namespace('kube-system'), workload('coredns', 'kube-system')],
  ],
});

const findings = (objects: readonly Resource[]) => scanOne(remediation, snapshotFrom(objects), () => undefined).findings;

const after = (objects: readonly Resource[], name: string): Snapshot => {
  const snapshot = snapshotFrom(objects);
  const at = snapshot.list('Namespace').find((one) => one.metadata.name === name)!;
  const made = remediation.fix?.(at, snapshot, {}) ?? [];
  return snapshot.with(made.map(({ ref, after: resource }) => ({ ref, resource })));
};

describe('default-deny', () => {
  it('reports the Namespace, made up or not, and is never automatic', () => {
    const [found] = findings(SHOP.slice(1));
    expect(found?.ref).toMatchObject({ kind: 'Namespace', name: 'shop' });
    expect(found?.evidence.map((one) => one.detail)).toEqual([
      expect.stringMatching(/Deployment web/),
      expect.stringMatching(/Deployment db/),
    ]);
    expect(found?.fix).toBe('guard');
  });

  it('says of kube-system that it is so by design', () => {
    const judged = scanOne(remediation, snapshotFrom([workload('coredns', 'kube-system')]), () => undefined);
    expect(judged.byDesign.map((one) => one.ref.name)).toEqual(['kube-system']);
  });

  it('keeps what Ingresses and Services open to the outside', () => {
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { defaultBackend: { service: { name: 'web' } } },
    };
    const controller = workload('ingress', 'edge', { labels: { 'app.kubernetes.io/name': 'ingress-nginx' } });
    const objects = [...SHOP, service('web', 'shop'), ingress, controller, workload('other', 'edge')];
    const [web, db] = [objects[1]!, objects[2]!];
    const snapshot = after(objects, 'shop');
    expect(reaches(controller, web, 8080, snapshot)).toBe(true);
    expect(reaches(objects.at(-1)!, web, 8080, snapshot)).toBe(false);
    expect(reaches('outside', db, 8080, snapshot)).toBe(false);
    expect(reaches('outside', web, 8080, after([...SHOP, service('web', 'shop', { type: 'LoadBalancer' })], 'shop'))).toBe(true);
    expect(reaches('outside', web, 8080, after([...SHOP, service('web', 'shop'), ingress], 'shop')), 'an unknown controller').toBe(true);
  });

  it('keeps what env and args say is called in other namespaces, both ways', () => {
    const caller = workload('report', 'jobs', {
      container: { env: [{ name: 'DB', value: 'postgres://u@db.shop.svc.cluster.local:80/x' }] },
    });
    const objects = [...SHOP, namespace('jobs'), caller, workload('quiet', 'jobs')];
    for (const name of ['shop', 'jobs']) {
      const snapshot = after(objects, name);
      expect(reaches(caller, objects[2]!, 8080, snapshot), name).toBe(true);
      expect(reaches(objects.at(-1)!, objects[2]!, 8080, snapshot), name).toBe(false);
    }
  });

  it('lists what it sees and would cut', () => {
    const caller = workload('web', 'shop', { container: { args: ['--pay=https://pay.example.com/v1'] } });
    const texts = findings([
      caller,
      { ...service('ext', 'shop'), spec: { type: 'ExternalName', externalName: 'x.example.com' } },
    ])[0]?.doubts.map((one) => one.text);
    expect(texts).toEqual(
      expect.arrayContaining([expect.stringMatching(/Deployment web names pay\.example\.com/), expect.stringMatching(/Service ext/)]),
    );
  });

  it('lets lookups through to DNS as the cluster has it', () => {
    const dns = service('dns-default', 'openshift-dns', {
      selector: { dns: 'default' },
      ports: [{ port: 53, protocol: 'UDP', targetPort: 5353 }, { port: 9154 }],
    });
    const server = workload('dns', 'openshift-dns', { labels: { dns: 'default' } });
    const objects = [...SHOP, namespace('openshift-dns'), dns, server];
    const snapshot = after(objects, 'shop');
    expect(reaches(objects[1]!, server, 5353, snapshot, 'UDP')).toBe(true);
    expect(reaches(objects[1]!, server, 9154, snapshot)).toBe(false);
  });

  it('writes policies beside the workload where files hold no Namespace', () => {
    const source = { file: 'web.yaml', document: 2 };
    const snapshot = snapshotOf([{ resource: SHOP[1]!, source }], { ...FACTS, origin: 'files' });
    const [found] = scanOne(remediation, snapshot, () => undefined).findings;
    expect(found?.ref.source).toBeUndefined();
    const changes = planChanges(snapshot, [found!], [remediation]);
    expect(changes.map(({ change }) => change.ref.name)).toEqual(['allow-dns', 'allow-same-namespace', 'default-deny']);
    for (const { change } of changes) expect(change.beside).toEqual(source);
  });

  it('guides where labels do not tell the open pods from the restricted ones', () => {
    const twin = { ...workload('web', 'shop'), metadata: { name: 'twin', namespace: 'shop' } };
    const restricted = workload('web', 'shop', { labels: { tier: 'front' } });
    const objects = [twin, restricted, policy('front', 'shop', { podSelector: { matchLabels: { tier: 'front' } } })];
    expect(findings(objects)[0]?.fix).toBe('guide');
  });

  it('does not take the name of a policy that is there', () => {
    const there = policy('default-deny', 'shop', { podSelector: { matchLabels: { app: 'nobody' } } });
    const snapshot = after([...SHOP, there], 'shop');
    expect(snapshot.list('networking.k8s.io/NetworkPolicy')).toContainEqual(there);
    expect(findings(resources([...snapshot.list('networking.k8s.io/NetworkPolicy'), ...SHOP]))).toEqual([]);
  });

  it('never opens anything, and keeps lookups and Services within the namespace', () => {
    const names = ['a', 'b', 'c'] as const;
    const selector = fc.constantFrom<object>({}, ...names.map((name) => ({ matchLabels: { app: name } })), {
      matchLabels: { app: 'nobody' },
    });
    const policies = fc.array(
      fc.record({
        podSelector: selector,
        policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
        ingress: fc.constantFrom([], [{}]),
      }),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(policies, fc.subarray([...names]), fc.boolean(), (existing, served, wide) => {
        const own = names.map((name) => workload(name, 'shop', { labels: { team: 'x' } }));
        const [far, dns] = [workload('far', 'other'), workload('dns', 'kube-system', { labels: { 'k8s-app': 'kube-dns' } })];
        const spaces = ['shop', 'other', 'kube-system'].map(namespace);
        const objects = [
          ...spaces,
          ...own,
          far,
          dns,
          ...served.map((name) => service(name, 'shop')),
          ...(wide ? [service('all', 'shop', { selector: { team: 'x' }, type: 'NodePort' })] : []),
          ...existing.map((spec, i) => policy(`p${i}`, 'shop', spec)),
        ];
        const [was, is] = [snapshotFrom(objects), after(objects, 'shop')];
        const ends: readonly End[] = [...own, far, dns, 'outside'];
        for (const from of ends)
          for (const to of ends)
            for (const port of [53, 8080, 9999]) {
              const [a, b] = [from, to].map((end) => (end === 'outside' ? end : end.metadata.name));
              if (!reaches(from, to, port, was)) expect(reaches(from, to, port, is), `${a} to ${b}:${port}`).toBe(false);
            }
        for (const one of own) {
          expect(reaches(one, dns, 53, is)).toBe(reaches(one, dns, 53, was));
          for (const to of own.filter((other) => (served as readonly string[]).includes(other.metadata.name)))
            expect(reaches(one, to, 8080, is)).toBe(reaches(one, to, 8080, was));
        }
      }),
    );
  });

  it('says that it does not know who talks to the API server where bindings could not be read', () => {
    const entries = [workload('web', 'shop')].map((resource) => ({ resource }));
    const doubtsOf = (unread: readonly { kind: string; reason: string }[]): string => {
      const { findings } = scanOne(remediation, snapshotOf(entries, FACTS, unread), () => undefined);
      return findings.flatMap(({ doubts }) => doubts.map(({ text }) => text)).join('\n');
    };
    const kind = 'rbac.authorization.k8s.io/ClusterRoleBinding';
    expect(doubtsOf([{ kind, reason: 'you may not list them' }])).toContain(
      `${kind} could not be read: what it says against this fix is not known`,
    );
    expect(doubtsOf([])).not.toMatch(/could not be read/);
  });
});
