import { describe, expect, it } from 'vitest';
import { checkout, NS } from '../app/scene.ts';
import { demoInMemory } from './inProcess.ts';

describe('--fail-on where images were not scanned', () => {
  const ARGS = ['scan', '--fail-on', 'critical', '-o', 'json'];

  it('fails, and names the way out in one line', async () => {
    const { code, err } = await (await demoInMemory({ entries: [NS, checkout()] })).run(ARGS);
    expect(code).toBe(1);
    expect(err.split('\n').filter((line) => line.includes('error:'))).toHaveLength(1);
    expect(err).toMatch(/not all could be checked \(.*: --allow-unchecked lets that pass/);
  });

  it('says nothing of it where that was allowed', async () => {
    const { code, err } = await (await demoInMemory({ entries: [NS, checkout()] })).run([...ARGS, '--allow-unchecked']);
    expect([code, err]).toEqual([0, '']);
  });
});
