import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { weakDeployment, workplace, type Workplace } from './kubeharden.ts';

const kubeconfig = (server: string, extra = ''): string =>
  `apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: "${server}"}}]
users: [{name: test, user: {${extra}}}]
contexts: [{name: test, context: {cluster: test, user: test}}]
`;

interface Case {
  readonly name: string;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** `F/` stands for the folder of the files. */
  readonly args: readonly string[];
  readonly exit: number;
  readonly says: RegExp;
}

const WEAK = { 'a.yaml': weakDeployment('web') };

const CASES: readonly Case[] = [
  { name: 'no kubeconfig', args: ['scan'], exit: 3, says: /^error: No kubeconfig with a context was found.*\n.*--kubeconfig FILE/ },
  { name: 'a kubeconfig that is not there', args: ['scan', '--kubeconfig', 'F/none'], exit: 3, says: /There is no kubeconfig/ },
  {
    name: 'broken YAML in the kubeconfig',
    files: { config: 'contexts: [' },
    args: ['history', '--kubeconfig', 'F/config'],
    exit: 3,
    says: /not valid YAML, line 1/,
  },
  {
    name: 'an unknown context',
    files: { config: kubeconfig('https://127.0.0.1:1') },
    args: ['scan', '--kubeconfig', 'F/config', '--context', 'tset'],
    exit: 3,
    says: /"tset" is not in the kubeconfig.*\n.*Known contexts: test/,
  },
  {
    name: 'an API server that is not there',
    files: { config: kubeconfig('https://127.0.0.1:1') },
    args: ['scan', '--kubeconfig', 'F/config'],
    exit: 3,
    says: /127\.0\.0\.1:1/,
  },
  {
    name: 'an exec plugin that is not there',
    files: {
      config: kubeconfig(
        'https://127.0.0.1:1',
        'exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, interactiveMode: Never}',
      ),
    },
    args: ['scan', '--kubeconfig', 'F/config'],
    exit: 3,
    says: /^error: The credential plugin "no-such-plugin" of the user "test" is not installed\.\n.*PATH/,
  },
  {
    name: 'a token with a line break',
    files: { config: kubeconfig('https://127.0.0.1:1', 'token: "a\\nb"') },
    args: ['scan', '--kubeconfig', 'F/config'],
    exit: 3,
    says: /^error: The token of the user "test" cannot be sent.*\n.*Correct it in/,
  },
  {
    name: 'a server name that is no text',
    files: { config: kubeconfig('https://127.0.0.1:1').replace('"https://127.0.0.1:1"', '"https://127.0.0.1:1", tls-server-name: 5') },
    args: ['scan', '--kubeconfig', 'F/config'],
    exit: 3,
    says: /^error: The tls-server-name of the cluster "test" cannot be used.*\n.*Correct it in/,
  },
  {
    name: 'a SOCKS proxy that is not there',
    files: {
      config: kubeconfig('https://127.0.0.1:1').replace(
        '"https://127.0.0.1:1"',
        '"https://127.0.0.1:1", proxy-url: "socks5://127.0.0.1:1"',
      ),
    },
    args: ['scan', '--kubeconfig', 'F/config'],
    exit: 3,
    says: /^error: https:\/\/127\.0\.0\.1:1 cannot be reached/,
  },
  { name: 'an unknown flag', args: ['scan', '--selektor', 'a=b'], exit: 2, says: /Unknown option '--selektor'\.\n.*--selector/ },
  { name: 'an unknown command', args: ['aply'], exit: 2, says: /no command "aply"\.\n.*kubeharden apply/ },
  { name: 'a flag without its value', args: ['scan', '-n'], exit: 2, says: /--namespace <name>' argument missing/ },
  { name: 'an unknown form of output', args: ['scan', '-o', 'jsn'], exit: 2, says: /-o jsn.*\n.*table, wide, json, yaml/ },
  { name: 'an unknown severity', args: ['scan', '--fail-on', 'hi'], exit: 2, says: /critical, high, medium, low/ },
  { name: 'a wrong label selector', files: WEAK, args: ['scan', '-f', 'F/a.yaml', '-l', 'a==b==c'], exit: 2, says: /no label selector/ },
  { name: 'a wrong duration', args: ['scan', '--request-timeout', 'soon'], exit: 2, says: /no duration/ },
  { name: 'a cluster and files at once', args: ['scan', '-f', 'F/', '--context', 'x'], exit: 2, says: /either files or a cluster/ },
  { name: 'a namespace and all of them', files: WEAK, args: ['scan', '-f', 'F/', '-n', 'x', '-A'], exit: 2, says: /contradict/ },
  {
    name: 'an unknown remediation',
    files: WEAK,
    args: ['plan', 'privilege-escalaton', '-f', 'F/'],
    exit: 2,
    says: /no remediation "privilege-escalaton"\.\n.*privilege-escalation/,
  },
  {
    name: 'an unknown remediation to accept',
    files: WEAK,
    args: ['apply', '-f', 'F/', '--accept', 'x'],
    exit: 2,
    says: /no remediation "x"/,
  },
  { name: 'a value for no input', files: WEAK, args: ['apply', '-f', 'F/', '--set', 'x'], exit: 2, says: /--set CHECK\.input=value/ },
  {
    name: 'an unknown run',
    files: WEAK,
    args: ['rollback', '2026-01-01-1', '-f', 'F/', '--yes'],
    exit: 2,
    says: /There is no run 2026-01-01-1/,
  },
  { name: 'a run id that leads elsewhere', files: WEAK, args: ['verify', '../../x', '-f', 'F/'], exit: 2, says: /There is no run/ },
  {
    name: 'the name of another target',
    files: WEAK,
    args: ['apply', '-f', 'F/', '--yes', '--confirm', 'prod'],
    exit: 2,
    says: /not the name/,
  },
  {
    name: 'a saved plan that is not there',
    files: WEAK,
    args: ['apply', '-f', 'F/', '--plan', 'F/none'],
    exit: 2,
    says: /none cannot be read: it does not exist\.\n.*plan --out FILE/,
  },
  {
    name: 'a saved plan of another form',
    files: { ...WEAK, p: '{}' },
    args: ['apply', '-f', 'F/', '--plan', 'F/p'],
    exit: 2,
    says: /is no plan/,
  },
  { name: 'a write to standard input', args: ['apply', '-f', '-', '--yes'], exit: 2, says: /Standard input cannot be changed/ },
  {
    name: 'a write in read-only mode',
    files: WEAK,
    args: ['apply', '-f', 'F/', '--yes', '--read-only'],
    exit: 2,
    says: /open for reading only/,
  },
  {
    name: 'a write without a terminal',
    files: WEAK,
    args: ['apply', '-f', 'F/'],
    exit: 7,
    says: /no terminal.*Nothing was written\.\n.*--yes/,
  },
  {
    name: 'two namespaces',
    files: WEAK,
    args: ['scan', '-f', 'F/', '-n', 'a,b'],
    exit: 2,
    says: /no name of a namespace\.\n.*one namespace/,
  },
  { name: 'kubelets of files', files: WEAK, args: ['scan', '-f', 'F/', '--read-kubelets'], exit: 2, says: /either files or a cluster/ },
  { name: 'a demo of files', files: WEAK, args: ['demo', '-f', 'F/'], exit: 2, says: /its own cluster.*\n.*kubeharden scan/ },
  {
    name: 'a value that no finding asks for',
    files: WEAK,
    args: ['plan', '-f', 'F/', '--set', 'run-as-root.user=1000'],
    exit: 2,
    says: /run-as-root asks for no such value here\.\n.*asks for uid/,
  },
  {
    name: 'a user without a name',
    files: WEAK,
    args: ['inspect', 'rbac', '-f', 'F/', '--can', 'get pods', '--user', ''],
    exit: 2,
    says: /need a name/,
  },
  { name: 'a question that nobody knows', args: ['inspect', 'psy'], exit: 2, says: /no question "psy"\.\n.*psa/ },
  { name: 'no question', args: ['inspect'], exit: 2, says: /psa/ },
  { name: 'an unknown shell', args: ['completion', 'cmd'], exit: 2, says: /bash, zsh, fish/ },
];

/** Nothing can be read, which is told in the report and by the exit code. */
const UNREADABLE: readonly (readonly [string, Readonly<Record<string, string | Buffer>>, RegExp])[] = [
  ['a file that is not YAML', { 'a.yaml': 'a: [' }, /a\.yaml:\d+ not valid YAML/],

  ['a duplicate key', { 'a.yaml': 'apiVersion: v1\nkind: Pod\nkind: Pod\nmetadata: {name: a}\n' }, /a\.yaml:3/],
  ['an empty file', { 'a.yaml': '' }, /a\.yaml is empty/],
  ['a binary', { 'a.yaml': Buffer.from([1, 0, 255, 254, 3]) }, /a\.yaml is no text/],
  ['YAML that is no Kubernetes object', { 'a.yaml': 'hello: world\n' }, /nothing was checked/],
  ['an empty folder', {}, /holds no \.yaml/],
];

const args = (place: Workplace, given: readonly string[]): readonly string[] =>
  given.map((word) => (word.startsWith('F/') ? path.join(place.folder, word.slice(2)) : word));

describe('bad input', () => {
  it.each(CASES)('$name: one clear message, exit $exit', async ({ files = {}, args: given, exit, says }) => {
    using place = workplace(files);
    const before = place.files();
    const { code, stdout, stderr } = await place.run(args(place, given), { input: weakDeployment('web') });
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr.match(/^error:/gm)).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at |BUG/m);
    expect(place.files()).toEqual(before);
  });

  it.each(UNREADABLE)('%s: told, never "0 findings" with exit 0', async (_name, files, says) => {
    using place = workplace(files);
    const { code, stdout, stderr } = await place.run(['scan', '-f', place.folder, '-o', 'json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^error: No Kubernetes object was found in/m);
    expect((JSON.parse(stdout) as { findings: readonly unknown[] }).findings).toEqual([]);
  });

  it('a value is no mistake where nothing asks for one: the same command can be run again, and over other folders', async () => {
    using place = workplace(WEAK);
    const harden = ['apply', '-f', place.folder, '--yes', '--accept', 'run-as-root', '--set', 'run-as-root.uid=10001'];
    expect((await place.run(harden)).stderr).not.toMatch(/asks for/);
    const hardened = place.files();
    const again = await place.run(harden);
    expect(again.stderr).not.toMatch(/asks for/);
    expect(again.code).not.toBe(2);
    expect(place.files()).toEqual(hardened);
  });

  it('a record that was tampered with is set aside and told, and never used', async () => {
    using place = workplace(WEAK);
    const state = path.join(place.home, 'state');
    const { stdout } = await place.run(['apply', '-f', place.folder, '--yes', '-o', 'json']);
    const { run } = JSON.parse(stdout) as { run: string };
    const { place: records } = JSON.parse((await place.run(['history', '-f', place.folder, '-o', 'json'])).stdout) as { place: string };
    expect(records.startsWith(state)).toBe(true);
    writeFileSync(path.join(records, `${run}.json`), '{"schema":1,"checksum":"0","body":{}}');
    const after = place.files();
    const { code, stderr } = await place.run(['rollback', run, '-f', place.folder, '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain(run);
    expect(place.files()).toEqual(after);
  });
});
