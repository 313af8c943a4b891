import { describe, expect, it } from 'vitest';
import { scanReport } from './forms.ts';
import { workplace } from './kubeharden.ts';

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { spec: { containers: [{ name: web, image: 'nginx:1.25' }] } } }
`;
const REPORT = {
  ArtifactName: 'nginx:1.25',
  Results: [{ Vulnerabilities: [{ VulnerabilityID: 'CVE-2026-1', PkgName: 'openssl', Severity: 'CRITICAL' }] }],
};

describe('scan --image-report', () => {
  it('finds what a scanner says of the images', async () => {
    using place = workplace({ 'web.yaml': DEPLOYMENT, 'trivy.json': JSON.stringify(REPORT) });
    const { code, stdout } = await place.run([
      'scan',
      '-f',
      `${place.folder}/web.yaml`,
      '--image-report',
      `${place.folder}/trivy.json`,
      '-o',
      'json',
    ]);
    const { findings } = scanReport.parse(JSON.parse(stdout));
    const found = findings.find(({ remediation }) => remediation === 'vulnerable-image');
    expect(code).toBe(0);
    expect(found).toMatchObject({ fix: 'guide', evidence: [{ detail: expect.stringContaining('CVE-2026-1') as string }] });
  });

  it.each([
    ['no-such.json', /no-such\.json cannot be read: it does not exist/],
    ['web.yaml', /web\.yaml is no report on an image/],
  ])('says of %s that it is none', async (file, why) => {
    using place = workplace({ 'web.yaml': DEPLOYMENT });
    const { code, stderr } = await place.run(['scan', '-f', `${place.folder}/web.yaml`, '--image-report', `${place.folder}/${file}`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(why);
    expect(stderr).toContain('trivy image --format json');
  });
});
