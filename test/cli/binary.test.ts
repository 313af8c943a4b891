import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BINARY } from '../e2e/binary.ts';
import { scanReport } from './forms.ts';
import { workplace } from './kubeharden.ts';

const ROOT = path.dirname(path.dirname(BINARY));
const DIST = path.join(ROOT, 'dist');
const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };

/** The bundle's files that a start loads before anything is imported on demand. */
const loadedAtStart = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imported = readFileSync(path.join(DIST, file), 'utf8').matchAll(/(?:^|[;}\s])(?:import|export)[^;'"()]*?["']\.\/([\w.-]+)["']/g);
  for (const [, name] of imported) if (name !== undefined) loadedAtStart(name, seen);
  return seen;
};

describe('the binary', () => {
  it('says its version without the bundle, and without it what to do', async () => {
    using place = workplace({});
    for (const folder of ['bin', 'elsewhere']) mkdirSync(path.join(place.home, folder));
    const binary = path.join(place.home, 'bin/kubeharden.js');
    copyFileSync(BINARY, binary);
    copyFileSync(path.join(ROOT, 'package.json'), path.join(place.home, 'package.json'));
    expect(await place.run(['--version'], { binary })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const unbuilt = await place.run(['scan'], { binary });
    expect(unbuilt).toEqual({ code: 2, stdout: '', stderr: 'error: kubeharden is not built yet: run `npm run build`.\n' });
  });

  it.each(['18.20.0', '22.18.9', '8.0.0'])('needs a newer Node than %s, in one line', async (old) => {
    using place = workplace({});
    const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${old}"})`;
    const { code, stdout, stderr } = await place.run(['scan'], { node: ['--import', pretend] });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: kubeharden needs Node 22\.19 or later.*\n$/);
  });

  it('loads no screens, no cluster client and no YAML library where they are not used', () => {
    const marks = ['useInsertionEffect', 'loadFromString', 'YAMLParseError'];
    const having = (files: Iterable<string>): readonly string[] =>
      marks.filter((mark) => [...files].some((file) => readFileSync(path.join(DIST, file), 'utf8').includes(mark)));
    expect(having(readdirSync(DIST))).toEqual(marks);
    expect(loadedAtStart('main.js').size).toBeGreaterThan(1);
    expect(having(loadedAtStart('main.js'))).toEqual([]);
  });

  it('shows the demo without a terminal as its scan', async () => {
    using place = workplace({});
    const { code, stdout, stderr } = await place.run(['demo', '-o', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    const { findings, target } = scanReport.parse(JSON.parse(stdout));
    expect(target.type).toBe('memory');
    expect(findings.length).toBeGreaterThan(10);
    expect((await place.run(['demo'])).stdout).toMatch(/^SEVERITY +REMEDIATION/);
  });

  it('helps without a target, and for each command', async () => {
    using place = workplace({});
    const { code, stdout } = await place.run(['--help']);
    expect(code).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: \[| <|\s{2,})/gm)].map(([, name]) => name ?? '');
    expect(commands).toEqual(
      expect.arrayContaining(['demo', 'scan', 'plan', 'apply', 'rollback', 'history', 'verify', 'explain', 'completion']),
    );
    const help = await place.run(['apply', '--help']);
    expect(help.stdout).toContain('--override-owner');
    expect(help.stdout).toContain('--context');
  });

  it('writes completion scripts that know its commands, flags and remediations', async () => {
    using place = workplace({});
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, stdout } = await place.run(['completion', shell]);
      expect(code).toBe(0);
      expect(stdout).toContain('rollback');
      expect(stdout).toContain('privilege-escalation');
      expect(stdout).toMatch(shell === 'fish' ? /-l override-owner/ : /--override-owner/);
    }
  });
});
