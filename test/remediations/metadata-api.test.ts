import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/metadata-api.ts';
import { planChanges } from '../../src/core/plan.ts';
import { field, items, type Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { directionsOf, policiesOn } from '../../src/analysis/network/policies.ts';
import { reaches } from '../analysis/network/reach.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const METADATA = '169.254.169.254';

const workload = (name: string, spec: object = {}, labels: object = {}, namespace = 'shop'): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: { template: { metadata: { labels: { app: name, ...labels } }, spec: { ...spec, containers: [{ name }] } } },
});
const policy = (name: string, spec: object): Resource => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec,
});
const SHOP: Resource = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const ELSE = [
  { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } },
  { ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128'] } },
  { namespaceSelector: {} },
];
const WEB = { matchLabels: { app: 'web' } };
const RULES = [
  { ports: [{ port: 443 }] },
  { to: [{ ipBlock: { cidr: '169.254.0.0/16', except: ['169.254.1.0/24'] } }, { podSelector: {} }], ports: [{ port: 80 }] },
];

describeRemediation(remediation, {
  weak: [SHOP, workload('web'), workload('db'), policy('web', { podSelector: WEB, policyTypes: ['Egress'], egress: [...RULES, {}] })],
  hardened: [
    SHOP,
    workload('web'),
    workload('db'),
    policy('web', {
      podSelector: WEB,
      policyTypes: ['Egress'],
      egress: [
        RULES[0],
        {
          to: [{ ipBlock: { cidr: '169.254.0.0/16', except: ['169.254.1.0/24', '169.254.169.254/32'] } }, { podSelector: {} }],
          ports: [{ port: 80 }],
        },
        { to: ELSE },
      ],
    }),
    policy('deny-metadata-api-db', { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Egress'], egress: [{ to: ELSE }] }),
  ],
  sound: [
    [SHOP, workload('web'), policy('deny', { podSelector: {}, policyTypes: ['Egress'] })],
    [SHOP, workload('web'), policy('web', { podSelector: WEB, egress: [{ ports: [{ port: 443 }] }, { to: [{ namespaceSelector: {} }] }] })],
    [
      SHOP,
      workload('web'),
      policy('web', { podSelector: WEB, egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }] }] }),
    ],
    [SHOP],
  ],
});

const judge = (objects: readonly Resource[]) => scanOne(remediation, snapshotFrom(objects), () => undefined);
const after = (objects: readonly Resource[]): Snapshot => {
  const snapshot = snapshotFrom(objects);
  const changes = planChanges(snapshot, judge(objects).findings, [remediation]).map(({ change }) => change);
  return snapshot.with(changes.map(({ ref, after: resource }) => ({ ref, resource })));
};
const specs = (snapshot: Snapshot) => snapshot.list('networking.k8s.io/NetworkPolicy').map((one) => one['spec']);

const numeric = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const contains = (cidr: unknown, address: string): boolean => {
  const [base = '', bits = '32'] = String(cidr).split('/');
  return (
    !base.includes(':') && Math.floor(numeric(base) / 2 ** (32 - Number(bits))) === Math.floor(numeric(address) / 2 ** (32 - Number(bits)))
  );
};

/** Kubernetes' rule for an address, written down a second time. */
const reachesAddress = (from: Resource, address: string, port: number, snapshot: Snapshot): boolean => {
  const policies = policiesOn(from, snapshot).filter((one) => directionsOf(one).includes('Egress'));
  const rules = policies.flatMap((one) => items(field(one, 'spec', 'egress')));
  return (
    policies.length === 0 ||
    rules.some((rule) => {
      const [to, ports] = [items(rule['to']), items(rule['ports'])];
      const isMeant = to.some(
        ({ ipBlock }) =>
          contains(field(ipBlock, 'cidr'), address) && ![field(ipBlock, 'except') ?? []].flat().some((out) => contains(out, address)),
      );
      return (to.length === 0 || isMeant) && (ports.length === 0 || ports.some((one) => one['port'] === undefined || one['port'] === port));
    })
  );
};

describe('metadata-api', () => {
  it('selects the whole namespace where nothing restricts outgoing connections', () => {
    const ingress = policy('web', { podSelector: WEB, policyTypes: ['Ingress'] });
    const snapshot = after([SHOP, workload('web'), workload('db'), ingress]);
    expect(specs(snapshot)).toContainEqual({ podSelector: {}, policyTypes: ['Egress'], egress: [{ to: ELSE }] });
    expect(judge([SHOP, workload('web')]).findings[0]?.fix).toBe('guard');
  });

  it('leaves no rule without peers, and no policy that stops isolating', () => {
    const alone = { to: [{ ipBlock: { cidr: '169.254.169.254/32' } }] };
    const snapshot = after([SHOP, workload('web'), policy('web', { podSelector: WEB, egress: [alone] })]);
    expect(specs(snapshot)).toEqual([{ podSelector: WEB, policyTypes: ['Ingress', 'Egress'] }]);
    expect(
      judge([SHOP, workload('web'), policy('web', { podSelector: WEB, egress: [alone] })]).findings[0]?.doubts.map(({ text }) => text),
    ).toContainEqual(expect.stringMatching(/^NetworkPolicy web allows exactly this address/));
  });

  it('guides where no policy can: in the network of the node, and where labels do not tell pods apart', () => {
    const agent = workload('agent', { hostNetwork: true });
    expect(judge([SHOP, agent]).findings).toMatchObject([{ ref: { kind: 'Deployment', name: 'agent' }, fix: 'guide' }]);
    const twins = [SHOP, workload('web'), workload('two', {}, { app: 'web', tier: 'x' })];
    const restricted = policy('two', { podSelector: { matchLabels: { tier: 'x' } }, policyTypes: ['Egress'] });
    expect(judge([...twins, restricted]).findings).toMatchObject([{ ref: { kind: 'Namespace' }, fix: 'guide' }]);
  });

  it('names who is seen to need it', () => {
    const account: Resource = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'cloud', namespace: 'shop', annotations: { 'iam.gke.io/gcp-service-account': 'a@b' } },
    };
    const node: Resource = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: { providerID: 'kind://docker/a' } };
    const objects = [SHOP, account, node, workload('gke', { serviceAccountName: 'cloud' }), workload('dns', { dnsPolicy: 'Default' })];
    const texts = judge(objects).findings[0]?.doubts.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Deployment gke get a cloud identity/),
        expect.stringMatching(/^Deployment dns look names up/),
        expect.stringMatching(/^No node says/),
      ]),
    );
    const cloud = { ...node, spec: { providerID: 'aws:///eu-1a/i-1' } };
    expect(judge([SHOP, cloud, workload('web')]).findings[0]?.doubts.some(({ text }) => text.startsWith('No node'))).toBe(false);
  });

  it('says of kube-system that it is so by design', () => {
    const judged = judge([workload('dns', {}, {}, 'kube-system'), workload('proxy', { hostNetwork: true }, {}, 'kube-system')]);
    expect(judged.findings).toEqual([]);
    expect(judged.byDesign).toHaveLength(2);
  });

  it('closes the address, cuts nothing else and opens nothing', () => {
    const names = ['a', 'b', 'c'] as const;
    const cidr = fc.constantFrom('0.0.0.0/0', '169.254.0.0/16', '169.254.169.254/32', '169.254.169.254/31', '10.0.0.0/8', '::/0');
    const peer = fc.oneof(
      fc.record({ ipBlock: fc.record({ cidr }) }),
      fc.constantFrom<object>({ podSelector: {} }, { namespaceSelector: {} }, { podSelector: { matchLabels: { app: 'a' } } }),
    );
    const rule = fc.record(
      { to: fc.array(peer, { maxLength: 2 }), ports: fc.constantFrom([], [{ port: 80 }], [{ port: 443 }]) },
      { requiredKeys: [] },
    );
    const policies = fc.array(
      fc.record(
        {
          podSelector: fc.constantFrom<object>({}, ...names.map((app) => ({ matchLabels: { app } })), { matchLabels: { app: 'later' } }),
          policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
          egress: fc.array(rule, { maxLength: 2 }),
        },
        { requiredKeys: ['podSelector'] },
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(policies, (existing) => {
        const pods = [...names, 'later'].map((name) => workload(name));
        const now = pods.slice(0, 3);
        const objects = [SHOP, ...now, ...existing.map((spec, i) => policy(`p${i}`, spec))];
        if (judge(objects).findings.some(({ fix }) => fix === 'guide')) return;
        const [was, is] = [snapshotFrom(objects), after(objects)];
        for (const one of pods) {
          if (one.metadata.name !== 'later') expect(reachesAddress(one, METADATA, 80, is)).toBe(false);
          for (const port of [80, 443, 5000]) {
            for (const address of ['10.1.2.3', '192.0.2.1', '169.254.169.255'])
              expect(reachesAddress(one, address, port, is), `${address}:${port}`).toBe(reachesAddress(one, address, port, was));
            for (const to of pods) expect(reaches(one, to, port, is), `${to.metadata.name}:${port}`).toBe(reaches(one, to, port, was));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
