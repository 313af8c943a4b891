import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { planChanges } from '../../src/core/plan.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scan } from '../../src/core/scan.ts';
import { unifiedDiff } from '../../src/report/objectDiff.ts';
import { snapshotFrom } from './manifests.ts';

/** Objects that an API server takes and that say the same text wherever they may. */
const saying = (said: string): readonly Resource[] => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', annotations: { 'example.com/notes': said } },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'team/app:1',
              command: [said],
              args: ['--x', said, `--password=${said}`],
              env: [
                { name: 'A', value: said },
                { name: 'DB_PASSWORD', value: said },
              ],
            },
            { name: 'script', image: `team/app:${said}\n1`, command: ['sh', '-c', said], args: [`x${said}x`] },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'shop' },
    data: { 'app.properties': `password=x${said}x`, kubelet: said, one: said },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' }, spec: { containers: [{ name: 'main', image: said }] } },
];

const ANSWERS = { 'run-as-root': { uid: '10001' }, 'writable-root': { paths: '/tmp' } };

/** CPU time, in milliseconds, of finding, mending and showing everything in objects with this text. */
const costOf = (pattern: string, length: number): number => {
  const snapshot = snapshotFrom(saying(pattern.repeat(length / pattern.length)));
  const start = process.cpuUsage();
  const { findings } = scan(snapshot, catalogue, () => undefined);
  for (const { change } of planChanges(snapshot, findings, catalogue, ANSWERS)) unifiedDiff('', change.before, change.after);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

/** The best of three, measured no further once it is within the limit: what else the machine does only adds to it. */
const bestCost = (pattern: string, length: number, limit: number): number => {
  let best = Infinity;
  for (let i = 0; i < 3 && best > limit; i++) best = Math.min(best, costOf(pattern, length));
  return best;
};

const PATTERNS = [
  ...['a', '.', 'a.', 'a:', '-', 'a@', '@', 'a/', '//', 'a://', 'a=', 'a ', ' ', '\t', 'a\n', '\n ', '"', '\\"', "'", ')', '('],
  ...['{{', '${', '$(A)', '%', '1', '1.1.', 'QUJD', ',', '_A', '{"a":', 'a;', 'a&', 'password=', 'eyJ-', 'celery ', 'é'],
];

/** Ten times the text may take 25 times as long, or this many milliseconds more: a square would take a hundred times as long. */
const [GROWTH, NOISE] = [25, 150];

describe('a long text of one repeated pattern', () => {
  it.each(PATTERNS)('%j takes time in proportion to its length', (pattern) => {
    const short = bestCost(pattern, 6_000, 0);
    const limit = GROWTH * short + NOISE;
    expect(bestCost(pattern, 60_000, limit), `6 KB take ${short.toFixed(0)} ms`).toBeLessThan(limit);
  });
});
