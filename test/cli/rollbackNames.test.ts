import { expect, it } from 'vitest';
import { EXIT } from '../../src/app/errors.ts';
import { demoInMemory } from './inProcess.ts';

const named = ['--yes', '--confirm', 'demo'];

it('a rollback with --yes that leaves what needs the name says so with its exit code: 7 for nothing done, 6 for some', async () => {
  const demo = await demoInMemory();
  const code = async (...args: readonly string[]): Promise<number> => (await demo.run(args)).code;
  expect(await code('apply', 'cluster-admin-binding', '--accept', 'cluster-admin-binding', ...named)).toBe(EXIT.ok);
  expect(await code('rollback', '--yes')).toBe(EXIT.needsTerminal);
  expect(await code('rollback', ...named)).toBe(EXIT.ok);
  const both = ['cluster-admin-binding', '--accept', 'cluster-admin-binding', 'privilege-escalation'];
  expect(await code('apply', ...both, ...named)).toBe(EXIT.ok);
  expect(await code('rollback', '--yes')).toBe(EXIT.partial);
});
