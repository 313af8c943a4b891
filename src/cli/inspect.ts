import type { Command } from 'commander';
import { usage } from '../app/errors.ts';
import { collect, helpOnlyFor, later, type Runs } from './command.ts';
import { unknown } from './unknown.ts';

const declareRbac = (rbac: Command): Command =>
  rbac
    .description('who may do what, and what that leads to')
    .option('--can <request...>', 'may the subject do this: "get pods", "update deployments.apps/scale web", "get /healthz"')
    .option('--as <subject>', 'the subject: a user, group/NAME or serviceaccount/NAMESPACE/NAME; alone: all it can do, and become')
    .option('--user <name>', 'the subject: a user')
    .option('--group <name>', 'a group that the subject is in, or the subject; may be repeated', collect)
    .option('--who-can <request...>', 'everybody who may do this')
    .option('--role <role>', 'with --covers: clusterrole/NAME or role/NAME')
    .option('--covers <role>', 'what this role grants and --role does not')
    .option('--audit-log <file>', 'the smallest roles for what an audit log shows was used; with --as, by one subject');

/** Questions that change nothing and are not about weaknesses. */
export const declareInspect = (program: Command, runs: Runs): void => {
  const inspect = program.command('inspect').description('answer questions about the target').helpCommand(false);
  const known = (): readonly string[] => inspect.commands.map((command) => command.name());
  const noSuch = (word: string): Error => unknown('question', word, known(), `Ask one of ${known().join(', ')}.`);
  helpOnlyFor(inspect, noSuch);
  runs(inspect.argument('[question]'), (_context, _flags, [word]) => {
    if (word !== undefined) throw noSuch(word);
    throw usage('What is to be inspected?', `Ask one of ${known().join(', ')}.`);
  });
  const network = inspect.command('network').description('who may talk to whom');
  network
    .option('--after-fix', 'what the fixes of network weaknesses would cut, and what they would open')
    .option('--host-network <as>', 'what pods on the network of their node are to policies: pods (the default) or nodes');
  runs(
    network,
    later(async () => (await import('./inspectNetwork.ts')).inspectNetwork),
  );
  const psa = inspect.command('psa').description('what Pod Security would refuse');
  psa
    .option('--level <level>', 'privileged, baseline or restricted (the default)')
    .option('--version <version>', 'of the Pod Security Standards: v1.29, or latest (the default)');
  runs(
    psa,
    later(async () => (await import('./inspectPsa.ts')).inspectPsa),
  );
  runs(
    declareRbac(inspect.command('rbac')),
    later(async () => (await import('./inspectRbac.ts')).inspectRbac),
  );
};
