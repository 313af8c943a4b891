import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/vulnerable-image.ts';
import { scannerReports } from '../../src/analysis/images/scannerReport.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { resources, snapshotFrom } from './manifests.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

const deployment = (image: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: web, image: '${image}' }] } } }
`;

/** As trivy-operator writes it. */
const report = (tag: string, severity = 'CRITICAL', digest = DIGEST): string => `
---
apiVersion: aquasecurity.github.io/v1alpha1
kind: VulnerabilityReport
metadata: { name: replicaset-web-1-web, namespace: shop }
report:
  registry: { server: index.docker.io }
  artifact: { repository: library/nginx, tag: '${tag}', digest: '${digest}' }
  vulnerabilities:
    - { vulnerabilityID: CVE-2026-1, severity: ${severity}, resource: openssl, installedVersion: 3.0.1, fixedVersion: 3.0.2 }
`;

describeRemediation(remediation, {
  weak: deployment('nginx:1.25') + report('1.25'),
  hardened: deployment('nginx:1.27') + report('1.25'),
  sound: [
    deployment('nginx:1.25') + report('1.25', 'MEDIUM'),
    deployment('acme/nginx:1.25') + report('1.25'),
    deployment(`nginx:1.25@sha256:${'b'.repeat(64)}`) + report('1.25'),
    deployment('nginx:1.25'),
  ],
});

describe('vulnerable-image', () => {
  const found = (manifest: Parameters<typeof snapshotFrom>[0], facts = {}) =>
    scanOne(remediation, snapshotFrom(manifest, facts), () => undefined);
  const details = (manifest: Parameters<typeof snapshotFrom>[0]): readonly string[] =>
    found(manifest).findings.flatMap(({ evidence }) => evidence.map(({ detail }) => detail));

  it.each(['nginx:1.25', 'docker.io/library/nginx:1.25', `nginx@${DIGEST}`, `nginx:old@${DIGEST}`])(
    'knows the image by any of its names: %s',
    (image) => {
      expect(details(deployment(image) + report('1.25'))).toEqual([
        `${image} has known vulnerabilities (1 critical), says trivy-operator: CVE-2026-1 (openssl 3.0.1, mended in 3.0.2)`,
      ]);
    },
  );

  const TRIVY = {
    SchemaVersion: 2,
    ArtifactName: 'nginx:1.25',
    Metadata: { RepoDigests: [`nginx@${DIGEST}`] },
    Results: [
      {
        Vulnerabilities: [
          { VulnerabilityID: 'CVE-2026-2', PkgName: 'zlib', InstalledVersion: '1.2', Severity: 'HIGH' },
          { VulnerabilityID: 'CVE-2026-1', PkgName: 'openssl', InstalledVersion: '3.0.1', FixedVersion: '3.0.2', Severity: 'CRITICAL' },
          { VulnerabilityID: 'CVE-2026-3', PkgName: 'tar', Severity: 'LOW' },
        ],
      },
      { Class: 'lang-pkgs' },
    ],
  };
  const GRYPE = {
    matches: [
      {
        vulnerability: { id: 'CVE-2026-1', severity: 'Critical', fix: { versions: ['3.0.2'], state: 'fixed' } },
        artifact: { name: 'openssl', version: '3.0.1' },
      },
      {
        vulnerability: { id: 'CVE-2026-2', severity: 'High', fix: { versions: [], state: 'not-fixed' } },
        artifact: { name: 'zlib', version: '1.2' },
      },
      { vulnerability: { id: 'CVE-2026-3', severity: 'Negligible' } },
    ],
    source: { type: 'image', target: { userInput: 'nginx:1.25', repoDigests: [`index.docker.io/library/nginx@${DIGEST}`] } },
  };

  it.each([
    ['trivy', TRIVY],
    ['grype', GRYPE],
  ])('reads the JSON of %s, the gravest first', (scanner, json) => {
    for (const image of ['nginx:1.25', `nginx@${DIGEST}`])
      expect(details([...resources(deployment(image)), ...scannerReports(json)!])).toEqual([
        `${image} has known vulnerabilities (1 critical and 1 high), says ${scanner}: CVE-2026-1 (openssl 3.0.1, mended in 3.0.2), CVE-2026-2 (zlib 1.2)`,
      ]);
  });

  it.each([null, [], {}, { matches: [] }, { ArtifactName: 'not an image' }, { ArtifactName: 1 }, { kind: 'List', items: [] }])(
    'takes %j for no report',
    (json) => {
      expect(scannerReports(json)).toBeUndefined();
    },
  );

  it('bears what is malformed inside of one', () => {
    const junk: readonly unknown[] = [null, 'x', [null], [{ Vulnerabilities: 'x' }], [{ Vulnerabilities: [null, { VulnerabilityID: 1 }] }]];
    for (const Results of junk) {
      const objects: readonly Resource[] = [...resources(deployment('nginx:1.25')), ...scannerReports({ ...TRIVY, Results })!];
      expect(found(objects).findings).toEqual([]);
    }
  });

  it('says that nobody has looked, instead of nothing', () => {
    expect(found(deployment('nginx')).notChecked[0]?.reason).toMatch(/nobody has scanned/);
    expect(found(deployment('nginx') + report('1.25')).notChecked).toEqual([]);
    expect(found(deployment('nginx'), { origin: 'files' }).notChecked).toEqual([]);
  });
});
