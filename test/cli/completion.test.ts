import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { demoInMemory } from './inProcess.ts';

const scriptFor = async (shell: string): Promise<string> => (await (await demoInMemory()).run(['completion', shell])).out;

/** As readline takes a line apart: `@`, `:` and `=` are words of their own. */
const wordsOf = (line: string): readonly string[] => line.split(/ +|(?=[@:=])|(?<=[@:=])/);

describe('completion in bash', () => {
  let script = '';
  beforeAll(async () => void (script = await scriptFor('bash')));

  /** What bash offers for the last word of a line. */
  const offered = (line: string): readonly string[] => {
    const words = wordsOf(line);
    const asked = `${script}\nCOMP_WORDS=("$@") COMP_CWORD=$(($# - 1))\n_kubeharden\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
    const told = execFileSync('bash', ['-uc', asked, 'bash', ...words], { encoding: 'utf8' });
    return told.split('\n').filter((word) => word !== '');
  };

  it('offers commands first', () => {
    expect(offered('kubeharden sc')).toEqual(['scan']);
    expect(offered('kubeharden --no-color sc')).toEqual(['scan']);
  });

  it.each([
    '-n web',
    '--namespace web',
    '--namespace=web',
    '-nweb',
    '-n apply',
    '--context kubernetes-admin@kubernetes',
    '--context=arn:aws:eks:eu-west-1:1:cluster/a',
    '--as system:serviceaccount:shop:web --as-group a:b -A',
    '-f a.yaml -f b.yaml --request-timeout=5s',
    '-o=json --context=a@b --kubeconfig ~/.kube/config',
  ])('takes no value for the command: %s', (flags) => {
    expect(offered(`kubeharden ${flags} sc`)).toEqual(['scan']);
    expect(offered(`kubeharden ${flags} scan secc`)).toEqual(catalogue.map(({ id }) => id).filter((id) => id.startsWith('secc')));
    expect(offered(`kubeharden scan ${flags} secc`)).toEqual(['seccomp']);
    expect(offered(`kubeharden ${flags} scan --fail`)).toEqual(['--fail-on']);
  });

  it('offers no word where a value is due, so that readline offers files', () => {
    for (const line of [
      '-f ',
      '--filename ',
      '--filename=',
      '-n sc',
      'plan --out ',
      'scan --image-report s',
      'history export -o ',
      '-f a:',
    ])
      expect([line, offered(`kubeharden ${line}`)]).toEqual([line, []]);
    expect(offered('kubeharden scan --allow-unchecked secc')).toEqual(['seccomp']);
  });
});

describe('completion in fish', () => {
  it('says of each flag whether a value follows, and offers commands until there is one', async () => {
    const lines = (await scriptFor('fish')).split('\n');
    expect(lines).toContain('complete -c kubeharden -l namespace -s n -r -F');
    expect(lines).toContain('complete -c kubeharden -l read-only');
    expect(lines).toContain('complete -c kubeharden -n "__fish_seen_subcommand_from scan" -l fail-on -r -F');
    expect(lines.filter((line) => line.includes('__fish_use_subcommand'))).toEqual([]); // true only where no value stands before the command
    const words = (command: string): string => lines.find((line) => line.includes(`from ${command}" `) && / -a "/.test(line)) ?? '';
    expect(['scan', 'inspect', 'history'].map((command) => [command, words(command).includes(' -f -a ')])).toEqual([
      ['scan', true],
      ['inspect', true],
      ['history', false], // a file follows its import
    ]);
    expect(lines.find((line) => line.includes('-n "not __fish_seen_subcommand_from'))).toMatch(/-a ".*\bscan\b/);
  });
});
