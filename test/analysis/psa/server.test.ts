import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeViolations } from '../../../src/analysis/psa/describe.ts';
import type { Level } from '../../../src/analysis/psa/level.ts';
import { evaluateResource } from '../../../src/analysis/psa/resources.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { plainApi, type PlainApi } from '../../control-plane/api.ts';
import { describeOnControlPlane } from '../../control-plane/describe.ts';
import { dryRunOn, podSecurityOf, type DryRun } from '../../control-plane/dryRun.ts';
import { podAnnotations, podSpecs, windowsSpecs, type Spec } from './pods.ts';

interface Policy {
  readonly name: string;
  readonly level: Level;
  readonly version: string;
}

/** The first and last version of rules that changed, and what this server takes for latest. */
const VERSIONS = ['v1.0', 'v1.18', 'v1.19', 'v1.22', 'v1.24', 'v1.25', 'v1.28', 'v1.30', 'v1.33', 'v1.34', 'v1.35', 'latest'];
const POLICIES = (['baseline', 'restricted'] as const).flatMap((level) =>
  VERSIONS.map((version): Policy => ({ name: `${level}-${version.replace('.', '-')}`, level, version })),
);

const label = (of: string): string => `pod-security.kubernetes.io/${of}`;

const namespaceFor = ({ name, level, version }: Policy) => ({
  metadata: { name, labels: { [label('warn')]: level, [label('warn-version')]: version } },
});

/** Of a Pod the server turns AppArmor annotations into fields before it judges; in a template it does not. */
const podOf = (namespace: string, annotations: Record<string, string>, spec: Spec): Resource => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'judged',
    namespace,
    annotations: Object.fromEntries(Object.entries(annotations).filter(([name]) => !name.includes('apparmor'))),
  },
  spec,
});

const deploymentOf = (namespace: string, annotations: Record<string, string>, spec: Spec): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'judged', namespace },
  spec: { selector: { matchLabels: { app: 'judged' } }, template: { metadata: { labels: { app: 'judged' }, annotations }, spec } },
});

interface Case {
  readonly policy: Policy;
  readonly make: typeof podOf;
  readonly annotations: Record<string, string>;
  readonly spec: Spec;
}

const cases: fc.Arbitrary<Case> = fc.record({
  policy: fc.constantFrom(...POLICIES),
  make: fc.constantFrom(podOf, deploymentOf),
  annotations: podAnnotations,
  spec: fc.oneof({ weight: 9, arbitrary: podSpecs }, { weight: 1, arbitrary: windowsSpecs }),
});

describeOnControlPlane('Pod Security of the API server', {}, (plane) => {
  let api: PlainApi;
  let dryRun: DryRun;

  beforeAll(async () => {
    api = plainApi(plane());
    dryRun = dryRunOn(plane());
    for (const policy of POLICIES) {
      await api.must('POST', '/api/v1/namespaces', namespaceFor(policy));
      await api.must('POST', `/api/v1/namespaces/${policy.name}/serviceaccounts`, { metadata: { name: 'default' } });
    }
  });
  afterAll(() => Promise.all([api.close(), dryRun.close()]));

  /** What the server warns of; undefined for an object that it finds invalid and so never judges. */
  const warnings = async (resource: Resource): Promise<readonly string[] | undefined> => {
    const verdict = await dryRun.creating(resource);
    if (verdict.status !== 201 && verdict.status !== 422) throw new Error(`${verdict.status} ${verdict.text}`);
    return verdict.status === 422 ? undefined : podSecurityOf(verdict);
  };

  it('says of pods and templates what we say, to the letter', async () => {
    const counted = { refused: 0, allowed: 0, invalid: 0 };
    const judge = async ({ policy, make, annotations, spec }: Case): Promise<void> => {
      const resource = make(policy.name, annotations, spec);
      const theirs = await warnings(resource);
      if (!theirs) return void counted.invalid++;
      const violations = evaluateResource(policy.level, policy.version, resource);
      const ours = `would violate PodSecurity "${policy.level}:${policy.version}": ${describeViolations(violations)}`;
      expect(theirs).toEqual(violations.length === 0 ? [] : [ours]);
      counted[violations.length === 0 ? 'allowed' : 'refused']++;
    };
    await fc.assert(fc.asyncProperty(cases, judge), { numRuns: 1000 });
    expect(counted.refused, JSON.stringify(counted)).toBeGreaterThan(100);
    expect(counted.allowed, JSON.stringify(counted)).toBeGreaterThan(5);
  });
});
