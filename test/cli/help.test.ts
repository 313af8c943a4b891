import { describe, expect, it } from 'vitest';
import { demoInMemory } from './inProcess.ts';

describe('help about a word that is no command', () => {
  it.each([
    [['doctor', '--help'], /There is no command "doctor"/],
    [['scann', '--help'], /Did you mean `kubeharden scan`\?/],
    [['-n', 'shop', 'aply', '-h'], /Did you mean `kubeharden apply`\?/],
    [['inspect', 'netwrk', '--help'], /Did you mean network\?/],
  ])('is a usage error: %j', async (args, message) => {
    const { code, err, out } = await (await demoInMemory()).run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it.each([
    [['--help']],
    [['-n', 'shop', '--help']],
    [['scan', '--help']],
    [['inspect', '--help']],
    [['inspect', 'rbac', '--help']],
    [['explain', 'anything', '-h']],
  ])('is help otherwise: %j', async (args) => {
    const { code, err, out } = await (await demoInMemory()).run(args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Usage:');
  });
});

describe('what is explained as data', () => {
  it.each([
    [['explain', '-o', 'json'], 'ExplanationList'],
    [['explain', 'psa-labels', '-o', 'json'], 'Explanation'],
  ])('says what it is: %j', async (args, kind) => {
    const { out } = await (await demoInMemory()).run(args);
    expect(JSON.parse(out)).toMatchObject({ apiVersion: 'kubeharden/v1', kind });
  });
});
