import { describe, expect, it } from 'vitest';
import type { ScanReport } from '../../src/report/scanReport.ts';
import { weakDeployment, workplace, type Workplace } from './kubeharden.ts';

const object = (apiVersion: string, kind: string, name: string): string =>
  weakDeployment(name).replace('apps/v1', apiVersion).replace('kind: Deployment', `kind: ${kind}`);

const reportOf = async ({ run, folder }: Workplace): Promise<ScanReport> =>
  JSON.parse((await run(['scan', '-f', folder, '-o', 'json'])).stdout) as ScanReport;

describe('an API that no server has', () => {
  it.each([
    ['v1', 'Deployment', 'write apiVersion: apps/v1'],
    ['apps/v1', 'Deploymnt', 'did you mean apps/v1 Deployment'],
  ])('is told with file, document and next step, and has no score: %s %s', async (apiVersion, kind, next) => {
    using place = workplace({ 'a.yaml': `---\n# nothing\n---\n${object(apiVersion, kind, 'web')}` });
    const { summary, problems } = await reportOf(place);
    expect(summary).toMatchObject({ findings: 0, score: null });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: `${place.folder}/a.yaml`, document: 1 });
    expect(problems[0]!.message).toMatch(/^\w+ web is not checked: Kubernetes has no /);
    expect(problems[0]!.message).toContain(next);
    const { code, stdout } = await place.run(['scan', '-f', place.folder]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('no score: nothing could be judged')]);
    expect(stdout).toMatch(new RegExp(`^not checked: .*a\\.yaml:\\d+ ${kind} web`, 'm'));
    expect(stdout).not.toContain('score 100');
  });

  it('fails --fail-on unless --allow-unchecked', async () => {
    using place = workplace({ 'a.yaml': object('apps/v2', 'Deployment', 'web') });
    const scan = ['scan', '-f', place.folder, '-l', 'app=nobody', '--fail-on', 'critical', '-o', 'json'];
    expect((await place.run(scan)).code).toBe(1);
    expect((await place.run([...scan, '--allow-unchecked'])).code).toBe(0);
  });
});

describe('custom resources', () => {
  const SOUND = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a, namespace: shop }\nautomountServiceAccountToken: false\n';
  const foo = (name: string, kind: string): string => `apiVersion: example.com/v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;

  it('are counted in one line, however many there are, and are nothing that could not be checked', async () => {
    const many = Array.from({ length: 40 }, (_, i) => foo(`x${i}`, `Foo${i % 5}`));
    using place = workplace({ 'a.yaml': [SOUND, ...many].join('---\n') });
    const report = await reportOf(place);
    expect(report.problems).toEqual([]);
    expect(report.notJudged).toEqual([0, 1, 2, 3, 4].map((i) => `example.com/Foo${i}`));
    const { stdout, stderr } = await place.run(['scan', '-f', place.folder]);
    expect(stdout.split('\n').filter((line) => line.includes('Foo'))).toHaveLength(1);
    expect(stdout).toContain('5 kinds of custom resources');
    expect(stderr).toBe('');
    const failing = await place.run(['scan', '-f', place.folder, '--fail-on', 'critical', '-o', 'json']);
    expect(failing.stderr).not.toContain('Foo');
  });

  it('alone leave nothing to score', async () => {
    using place = workplace({ 'a.yaml': foo('a', 'Foo') });
    const { summary, notJudged } = await reportOf(place);
    expect(summary.score).toBeNull();
    expect(notJudged).toEqual(['example.com/Foo']);
  });
});

describe('a scan that could read nothing', () => {
  it.each([[{}], [{ 'values.txt': 'a' }], [{ 'empty.yaml': '' }], [{ 'broken.yaml': 'a: b: c\n' }]])('has no score: %j', async (files) => {
    using place = workplace(files);
    expect((await reportOf(place)).summary.score).toBeNull();
    expect((await place.run(['scan', '-f', place.folder])).stdout).toMatch(/; no score: nothing could be judged$/m);
  });
});
