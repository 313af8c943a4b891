import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BINARY, type Ended } from '../e2e/binary.ts';
import { scanReport } from './forms.ts';
import { weakDeployment, workplace, type Workplace } from './kubeharden.ts';

/** The bundled program as `harden` in a command of bash, in the folder of the manifests. */
const inBash = (place: Workplace, command: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const script = `harden() { "$NODE" "$BINARY" "$@"; }; ${command}`;
    const env = { ...place.env, NODE: process.execPath, BINARY };
    const child = spawn('bash', ['-c', script], { cwd: place.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

const found = ({ stdout }: Ended): readonly string[] => scanReport.parse(JSON.parse(stdout)).findings.map(({ remediation }) => remediation);

describe('what a shell pipes in', () => {
  it.each([
    ['scan -f <(cat web.yaml)', 'cat web.yaml | harden scan -f -'],
    ['scan -f /dev/stdin < <(cat web.yaml)', 'cat web.yaml | harden scan -f -'],
    ['scan -f /dev/stdin < web.yaml', 'cat web.yaml | harden scan -f -'],
  ])('is read as standard input is: %s', async (command, same) => {
    using place = workplace({ 'web.yaml': weakDeployment('web') });
    const [one, other] = await Promise.all([inBash(place, `harden ${command} -o json`), inBash(place, `${same} -o json`)]);
    expect([one.code, one.stderr]).toEqual([0, '']);
    expect(found(one)).toEqual(found(other));
    expect(found(one)).toContain('privilege-escalation');
  });

  it('need not have a name: a file that is open and deleted', async () => {
    using place = workplace({ 'web.yaml': weakDeployment('web') });
    const told = await inBash(place, 'exec 30< web.yaml; rm web.yaml; harden scan -f /dev/fd/30 -o json');
    expect([told.code, told.stderr]).toEqual([0, '']);
    expect(found(told)).toContain('privilege-escalation');
  });

  it('can be planned, and not be written', async () => {
    using place = workplace({ 'web.yaml': weakDeployment('web') });
    const plan = await inBash(place, 'harden plan privilege-escalation -f <(cat web.yaml)');
    expect([plan.code, plan.stdout]).toEqual([1, expect.stringContaining('allowPrivilegeEscalation: false')]);
    const apply = await inBash(place, 'harden apply privilege-escalation --yes -f <(cat web.yaml)');
    const stdin = await inBash(place, 'cat web.yaml | harden apply privilege-escalation --yes -f -');
    expect(apply).toEqual(stdin);
    expect([apply.code, apply.stderr]).toEqual([2, expect.stringContaining('Save it to a file')]);
    expect(place.files()).toEqual({ 'web.yaml': weakDeployment('web') });
  });

  it.runIf(existsSync('/proc/self/fd'))('is refused where the program itself holds the other end, which would never end', async () => {
    using place = workplace({});
    const own = [5, 7, 9].map((fd) => inBash(place, `exec ${fd}<&-; harden scan -f /dev/fd/${fd}`));
    const told = await Promise.all([...own, inBash(place, 'mkfifo p; harden scan -f p 1<>p')]);
    for (const { code, stderr } of told) expect([code, stderr.match(/^error:/gm)?.length]).toEqual([2, 1]);
    expect(told.at(-1)?.stderr).toMatch(/^error: p is a pipe that kubeharden itself writes to/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('need never come: %s ends the program', async (signal, code) => {
    using place = workplace({});
    const pipe = path.join(place.home, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    const child = spawn(process.execPath, [BINARY, 'scan', '-f', pipe], { env: place.env, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise((resolve) => void child.on('close', resolve));
    const writer = await open(pipe, 'w'); // opens once the program reads
    child.kill(signal);
    expect(await ended).toBe(code);
    await writer.close();
  });
});
