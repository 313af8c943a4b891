import { describe, expect, it } from 'vitest';
import { demoInMemory } from './inProcess.ts';

describe('what was remembered and cannot be used', () => {
  it('is told of by a scan, with where it is now and what to do', async () => {
    const memory = await demoInMemory();
    const recalled = await memory.journal.recall();
    memory.journal.recall = () =>
      Promise.resolve({ ...recalled, lost: { id: 'memory', reason: 'it is empty', file: 'memory.json.corrupt' } });
    const { code, err } = await memory.run(['scan', '-o', 'json']);
    expect(code).toBe(0);
    expect(err).toContain(
      'warning: What was decided and ignored here cannot be used: it is empty. It stands in memory.json.corrupt. Decide',
    );
  });
});
