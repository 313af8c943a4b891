import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { scanReport } from './forms.ts';
import { demoInMemory, type Memory } from './inProcess.ts';

const scanned = async ({ run }: Memory, ...args: readonly string[]) => {
  const { code, out, err } = await run(['scan', ...args, '-o', 'json']);
  const report = code === 0 ? scanReport.parse(JSON.parse(out)) : undefined;
  return { code, err, summary: report?.summary, found: (report?.findings ?? []).map(({ id }) => id) };
};

describe('checks and objects that are named behind a command', () => {
  it('are what is judged, and what the score is about', async () => {
    const demo = await demoInMemory();
    const all = await scanned(demo);
    const one = await scanned(demo, 'deploy/front', '-n', 'web');
    expect(one.found).toEqual(all.found.filter((id) => id.endsWith(':apps/Deployment|web|front')));
    expect(one.found.length).toBeGreaterThan(0);
    expect(one.summary!.score).not.toBe(all.summary!.score);
    const sound = await scanned(demo, 'privileged', 'deploy/front', '-n', 'web');
    expect(sound).toMatchObject({ code: 0, found: [], summary: { findings: 0, score: 100, ran: 1 } });
  });

  it('are found, doubted and left undecided as among all others', async () => {
    const demo = await demoInMemory();
    const reported = async (...words: readonly string[]) => {
      const { findings, notChecked } = scanReport.parse(JSON.parse((await demo.run(['scan', ...words, '-o', 'json'])).out));
      return { findings, notChecked };
    };
    const all = await reported();
    for (const { id } of catalogue) {
      const of = ({ remediation }: { readonly remediation: string }): boolean => remediation === id;
      expect(await reported(id), id).toEqual({ findings: all.findings.filter(of), notChecked: all.notChecked.filter(of) });
    }
  });

  it('do not pass where nobody could decide about them', async () => {
    const demo = await demoInMemory();
    for (const words of [['deploy/front'], ['-n', 'web'], ['-l', 'app=front']]) {
      const { code, err } = await demo.run(['scan', 'vulnerable-image', ...words, '--fail-on', 'low']);
      expect([words, code]).toEqual([words, 1]);
      expect(err).toContain('vulnerable-image');
    }
  });

  it('need not fit together: a check may not look at such an object', async () => {
    const demo = await demoInMemory();
    expect(await scanned(demo, 'default-sa-automount', 'svc/checkout')).toMatchObject({
      code: 0,
      found: [],
      summary: { score: null, ran: 0 },
    });
  });

  it('are not said to be undecided for what could not be read of other kinds', async () => {
    const demo = await demoInMemory({ unread: [{ kind: 'networking.k8s.io/Ingress', reason: 'forbidden to list' }] });
    const missed = async (...words: readonly string[]) =>
      scanReport.parse(JSON.parse((await demo.run(['scan', ...words, '-o', 'json'])).out)).notChecked.map(({ remediation }) => remediation);
    expect(await missed()).toContain('default-deny');
    expect(await missed('ns/web')).toContain('default-deny');
    expect(await missed('deploy/front')).not.toContain('default-deny');
  });

  it.each([
    ['deployments.apps/front', 0],
    ['deployments.v1.apps/front', 0],
    ['deployments.nonsense.example.com/front', 2],
    ['deploy.v2.apps/front', 2],
    ['po/nobody', 2],
  ])('%s means the group that it names: exit %i', async (name, code) => {
    expect((await scanned(await demoInMemory(), name)).code).toBe(code);
  });

  it.each([['scan'], ['plan'], ['apply', '--yes']])('%s %s: what may not be read is not said to be missing', async (...args) => {
    const { run } = await demoInMemory({ unread: [{ kind: 'apps/Deployment', reason: 'forbidden to list' }] });
    const { code, err } = await run([...args, 'deploy/front']);
    expect(code).toBe(3);
    expect(err).toContain('deploy/front could not be looked for: apps/Deployment could not be read (forbidden to list)');
    expect((await run([...args, 'deployments.v1.apps/front'])).code).toBe(3);
    expect((await run([...args, 'svc/nowhere'])).code).toBe(2);
  });

  it.each([['scan'], ['plan'], ['apply', '--yes']])('%s %s: a name beside a selector is refused', async (...args) => {
    const { code, err } = await (await demoInMemory()).run([...args, 'deploy/front', '-l', 'app=front']);
    expect(code).toBe(2);
    expect(err).toContain('beside -l');
  });

  it('are not looked for where nothing at all was read', async () => {
    const { run } = await demoInMemory({ entries: [] });
    expect((await run(['scan', 'deploy/front'])).err).toContain('No object may be read on');
    expect((await (await demoInMemory()).run(['scan', 'deploy/front', '-n', 'nowhere'])).err).toContain('There is no namespace nowhere');
  });

  it('and a selector, too, are what the score is about', async () => {
    const demo = await demoInMemory();
    const [all, some] = [await scanned(demo), await scanned(demo, '-l', 'app=front')];
    expect(some.found.length).toBeGreaterThan(0);
    expect(some.found.every((id) => all.found.includes(id))).toBe(true);
    expect(some.summary!.score).not.toBe(all.summary!.score);
  });

  it('are what the score is about before and after an apply', async () => {
    const { run } = await demoInMemory();
    const { out } = await run(['apply', '-l', 'app=products', '--yes', '-o', 'json']);
    const { score } = JSON.parse(out) as { readonly score: { readonly before: number; readonly after: number } };
    expect(score.after).toBeGreaterThanOrEqual(score.before);
    expect(score.after).toBe((await scanned({ run } as Memory, '-l', 'app=products')).summary!.score);
  });
});
