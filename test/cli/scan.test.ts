import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { BINARY } from '../e2e/binary.ts';
import { scanReport } from './forms.ts';
import { weakDeployment, workplace } from './kubeharden.ts';

describe('scan', () => {
  it('prints one JSON object in the promised form, and nothing else', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web'), 'b.yaml': weakDeployment('web') });
    const { code, stdout, stderr } = await place.run(['scan', '-f', place.folder, '-o', 'json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = scanReport.parse(JSON.parse(stdout));
    expect(report.summary.findings).toBe(report.findings.length);
    const files = report.findings.filter((f) => f.remediation === 'privilege-escalation').map((f) => f.source?.file);
    expect(files).toEqual([`${place.folder}/a.yaml`, `${place.folder}/b.yaml`]);
  });

  it('says the same as YAML', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web') });
    const [json, yaml] = await Promise.all(['json', 'yaml'].map((form) => place.run(['scan', '-f', place.folder, '-o', form])));
    expect(load(yaml?.stdout ?? '')).toEqual(JSON.parse(json?.stdout ?? ''));
  });

  it('takes flags before and after the command, and manifests from standard input', async () => {
    using place = workplace({});
    const { code, stdout } = await place.run(['-o', 'json', 'scan', '-f', '-'], { input: weakDeployment('web') });
    expect(code).toBe(0);
    expect(scanReport.parse(JSON.parse(stdout)).findings[0]?.source).toEqual({ file: '-', document: 0 });
  });

  it('looks only at what -n and -l name', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web'), 'b.yaml': weakDeployment('db', 'data') });
    const names = async (...flags: string[]): Promise<readonly string[]> => {
      const { stdout } = await place.run(['scan', '-f', place.folder, '-o', 'json', ...flags]);
      const { findings } = scanReport.parse(JSON.parse(stdout));
      return [...new Set(findings.filter((f) => f.resource.kind === 'Deployment').map((f) => f.resource.name))];
    };
    expect(await names()).toEqual(['web', 'db']);
    expect(await names('-n', 'data')).toEqual(['db']);
    expect(await names('-l', 'app=web')).toEqual(['web']);
    expect(await names('-l', 'app notin (web),app')).toEqual(['db']);
  });

  it('looks only for the checks and at the objects that are named', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web'), 'b.yaml': weakDeployment('db', 'data') });
    const scan = async (...words: string[]) => {
      const { code, stdout, stderr } = await place.run(['scan', ...words, '-f', place.folder, '-o', 'json']);
      const report = stdout === '' ? undefined : scanReport.parse(JSON.parse(stdout));
      const found = (report?.findings ?? []).map((f) => `${f.remediation} ${f.resource.name}`);
      return { code, found, ran: report?.summary.ran, missed: report?.summary.notChecked, stderr };
    };
    const one = await scan('privilege-escalation');
    expect(one).toMatchObject({ found: ['privilege-escalation web', 'privilege-escalation db'], ran: 1, missed: 0 });
    expect(await scan('privilege-escalation', 'deploy/db')).toMatchObject({ found: ['privilege-escalation db'] });
    const all = await scan('deployment/web');
    expect(all.found).toEqual((await scan()).found.filter((line) => line.endsWith(' web')));
    expect(await scan('privilege-escalation', 'psa-labels', '--fail-on', 'critical')).toMatchObject({ code: 0 });
    expect(await scan('privilege-escalation', '--fail-on', 'high')).toMatchObject({ code: 1 });
    expect(await scan('privilege-escalatoin')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('privilege-escalation') as string,
    });
    expect(await scan('deployment/nobody')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no deployment/nobody') as string,
    });
  });

  it('exits 1 at the threshold, and for what could not be read unless that is allowed', async () => {
    using place = workplace({
      'good.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: kube-system}\n',
      'bad.yaml': 'a: [',
    });
    const exit = async (...flags: string[]): Promise<number | null> => (await place.run(['scan', '-f', place.folder, ...flags])).code;
    expect(await exit()).toBe(0);
    expect(await exit('--fail-on', 'critical')).toBe(1);
    expect(await exit('--fail-on', 'critical', '--allow-unchecked')).toBe(0);
    using weak = workplace({ 'a.yaml': weakDeployment('web') });
    expect((await weak.run(['scan', '-f', weak.folder, '--fail-on', 'critical'])).code).toBe(0);
    expect((await weak.run(['scan', '-f', weak.folder, '--fail-on', 'high'])).code).toBe(1);
  });

  it('tells how much was looked at, and what could not be', async () => {
    using place = workplace({ 'a.yaml': weakDeployment('web'), 'bad.yaml': 'a: [' });
    const { stdout, stderr } = await place.run(['scan', '-f', place.folder]);
    expect(stdout).toMatch(/\d+ findings \(.*\), \d+ checks ran, 1 input could not be read; score \d+/);
    expect(stderr).toMatch(/^warning: .*bad\.yaml:\d+ not valid YAML/);
  });

  it('lets no control character of a file reach the terminal', async () => {
    const wicked = weakDeployment('web').replace('labels: {app: web}', 'labels: {app: "\\u001b]0;owned\\u0007\\u202e\\u009b31m"}');
    using place = workplace({ 'a.yaml': wicked.replace('name: web', 'name: "we\\u001b[31mb\\u202e\\u009b1m"') });
    for (const form of ['table', 'wide', 'json', 'yaml']) {
      const { stdout } = await place.run(['scan', '-f', place.folder, '-o', form]);
      expect(stdout).toContain('privilege-escalation');
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  it('ends quietly when nobody reads on', async () => {
    using place = workplace({ 'a.yaml': Array.from({ length: 400 }, (_, i) => weakDeployment(`web-${i}`)).join('---\n') });
    const piped = promisify(execFile)(
      'bash',
      ['-c', '"$0" "$@" | head -n 1; exit ${PIPESTATUS[0]}', process.execPath, BINARY, 'scan', '-f', place.folder],
      {
        env: place.env,
      },
    );
    expect(await piped).toEqual({ stdout: expect.stringMatching(/^SEVERITY .*\n$/) as string, stderr: '' });
  });
});
