import { describe, expect, it } from 'vitest';
import { checkout, NS } from '../app/scene.ts';
import { runReport } from './forms.ts';
import { demoInMemory } from './inProcess.ts';

const privileged = (): never => {
  const weak = structuredClone(checkout()) as unknown as { spec: { template: { spec: Record<string, unknown> } } };
  weak.spec.template.spec['hostPID'] = true;
  return weak as never;
};

describe('what an apply leaves', () => {
  it('names a finding once, however many changes it has', async () => {
    const memory = await demoInMemory({ entries: [NS, privileged()] });
    const args = ['apply', 'exec-into-privileged', '--accept', 'exec-into-privileged', '--yes'];
    const { out } = await memory.run(args);
    expect(out.match(/Cluster cluster/g)).toHaveLength(1);
    const { left } = runReport.parse(JSON.parse((await memory.run([...args, '-o', 'json'])).out));
    expect(left).toHaveLength(1);
    const done = await memory.run([...args, '--confirm', 'demo', '-o', 'json']);
    expect(runReport.parse(JSON.parse(done.out)).changes).toHaveLength(2);
  });
});
