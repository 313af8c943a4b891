import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listOf, parseFlags, truth, valueOf } from '../../../src/analysis/controlPlane/flags.ts';
import { commandLinesOf } from '../../../src/analysis/controlPlane/words.ts';

const flagsOf = (...words: readonly string[]) =>
  parseFlags(words.map((text, index) => ({ text, list: 'command' as const, index, isPart: false })));

describe('parseFlags', () => {
  it.each([
    ['--audit-log-path=/a', '/a'],
    ['-audit-log-path=/a', '/a'],
    ['--audit_log_path=/a', '/a'],
    ['--audit-log-path=', ''],
    ['--audit-log-path=a=b', 'a=b'],
  ])('reads %s', (word, value) => {
    expect(valueOf(flagsOf(word), '--audit-log-path')).toBe(value);
  });

  it('takes the next word as a value, but not for what is true or false', () => {
    expect(valueOf(flagsOf('--audit-log-path', '/a'), '--audit-log-path')).toBe('/a');
    expect(valueOf(flagsOf('--audit-log-path', '-'), '--audit-log-path')).toBe('-');
    expect(valueOf(flagsOf('--profiling', 'false'), '--profiling')).toBe('true');
    expect(valueOf(flagsOf('--enable-something', '--profiling=false'), '--enable-something')).toBe('true');
  });

  it('lets the last one count, and joins lists', () => {
    const flags = flagsOf('--profiling=false', '--profiling', '--authorization-mode=Node', '--authorization-mode', 'RBAC, Webhook');
    expect(valueOf(flags, '--profiling')).toBe('true');
    expect(listOf(flags, '--authorization-mode')).toEqual(['Node', 'RBAC', 'Webhook']);
    expect(listOf(flags, '--feature-gates')).toBeUndefined();
  });

  it('ends at --, and passes over what is no flag', () => {
    expect([...flagsOf('-v=2', 'word', '--', '--profiling').keys()]).toEqual([]);
  });

  it('sees two flags in one text, as who reads the list of processes does', () => {
    const flags = flagsOf('--tls-private-key-file=/k --token-auth-file=<file>');
    expect([valueOf(flags, '--tls-private-key-file'), valueOf(flags, '--token-auth-file')]).toEqual(['/k', '<file>']);
  });

  it('knows the older name of a flag', () => {
    expect(listOf(flagsOf('--admission-control=AlwaysAdmit'), '--enable-admission-plugins')).toEqual(['AlwaysAdmit']);
  });

  it('gives back every value that is written with =', () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{1,8}$/).filter((text) => text !== 'admission-control');
    fc.assert(
      fc.property(
        name,
        fc.string().filter((text) => !text.includes(' --')),
        (flag, value) => {
          expect(valueOf(flagsOf(`--${flag}=${value}`), `--${flag}`)).toBe(value);
        },
      ),
    );
  });
});

describe('truth', () => {
  it('is that of strconv.ParseBool', () => {
    expect(['1', 't', 'TRUE', '0', 'f', 'False'].map(truth)).toEqual([true, true, true, false, false, false]);
    expect(['yes', '', 'tRue', 'off'].map(truth)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('commandLinesOf', () => {
  const lines = (container: Readonly<Record<string, unknown>>) => commandLinesOf(container).map((line) => line.map(({ text }) => text));

  it('reads command and args as one', () => {
    expect(lines({ command: ['etcd', 7, null], args: ['--name=a'] })).toEqual([['etcd', '--name=a']]);
    expect(lines({ command: 'etcd' })).toEqual([[]]);
  });

  it('fills in variables that the container declares', () => {
    const env = [
      { name: 'HOST', value: '10.0.0.1' },
      { name: 'POD', valueFrom: {} },
    ];
    expect(lines({ command: ['etcd', '--name=$(HOST)', '--data-dir=$(POD)'], env })).toEqual([
      ['etcd', '--name=10.0.0.1', '--data-dir=$(POD)'],
    ]);
  });

  it('takes the script of a shell apart', () => {
    const script = `set -e; mkdir -p /x && exec /usr/local/bin/kube-apiserver --profiling=false \\\n  --etcd-servers="http://a b" '--x=y' 1>>/var/log/a.log 2>&1`;
    expect(lines({ command: ['/bin/sh', '-ec', script] })).toEqual([
      ['set', '-e'],
      ['mkdir', '-p', '/x'],
      ['exec', '/usr/local/bin/kube-apiserver', '--profiling=false', '--etcd-servers=http://a b', '--x=y'],
      ['/var/log/a.log'],
    ]);
    expect(lines({ command: ['sh', 'start.sh', '--profiling'] })).toEqual([['sh', 'start.sh', '--profiling']]);
  });

  it('bears any script', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab \'"\\\n;|&<>$-=2') }), (script) => {
        for (const line of lines({ command: ['sh', '-c', script] })) for (const word of line) expect(typeof word).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
