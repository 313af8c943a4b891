import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoInMemory } from './inProcess.ts';

const connection = z.strictObject({
  from: z.string(),
  to: z.string(),
  ports: z.array(z.strictObject({ protocol: z.enum(['TCP', 'UDP', 'SCTP']), port: z.int(), endPort: z.int().optional() })).optional(),
});
const declared = connection.extend({ because: z.string(), open: z.boolean().optional() });

const networkReport = z.object({
  apiVersion: z.literal('kubeharden/v1'),
  kind: z.literal('NetworkReport'),
  connections: z.array(connection),
  declared: z.array(declared),
  afterFix: z.object({ added: z.array(connection), removed: z.array(connection), removedDeclared: z.array(declared) }).optional(),
});

describe('inspect network', () => {
  it('prints each connection once, in the promised form', async () => {
    const { run } = await demoInMemory();
    const { code, out } = await run(['inspect', 'network', '-o', 'json']);
    const { connections, afterFix } = networkReport.parse(JSON.parse(out));
    expect([code, afterFix]).toEqual([0, undefined]);
    const pairs = connections.map(({ from, to }) => `${from} ${to}`);
    expect(pairs.length).toBeGreaterThan(0);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it('looks only at what -n names', async () => {
    const { run } = await demoInMemory();
    const { connections } = networkReport.parse(JSON.parse((await run(['inspect', 'network', '-n', 'payments', '-o', 'json'])).out));
    expect(connections.length).toBeGreaterThan(0);
    expect(connections.filter(({ from, to }) => ![from, to].some((peer) => peer.startsWith('payments/')))).toEqual([]);
  });

  it('tells what fixes would cut, of which is open today what it names', async () => {
    const { run } = await demoInMemory();
    const { connections, afterFix } = networkReport.parse(JSON.parse((await run(['inspect', 'network', '--after-fix', '-o', 'json'])).out));
    expect(afterFix?.removed.length).toBeGreaterThan(0);
    const ends = new Set(connections.flatMap(({ from, to }) => [from, to]));
    expect(afterFix?.removed.filter(({ from, to }) => ends.has(from) && ends.has(to)).length).toBeGreaterThan(0);
  });

  it('fits people in 80 columns', async () => {
    const { run } = await demoInMemory();
    for (const flags of [[], ['--after-fix']]) {
      const lines = (await run(['inspect', 'network', ...flags])).out.split('\n');
      expect(lines.some((line) => line.startsWith('  -> '))).toBe(true);
      expect(lines.filter((line) => line.startsWith('  ') && line.length > 80)).toEqual([]);
    }
  });

  it('refuses what it does not know', async () => {
    const { run } = await demoInMemory();
    expect((await run(['inspect', 'network', '--host-network', 'both'])).code).toBe(2);
  });
});
