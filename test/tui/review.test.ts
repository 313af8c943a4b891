import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { field } from '../../src/core/resource.ts';
import type { Resource } from '../../src/core/resource.ts';
import type { Review, State } from '../../src/tui/state.ts';
import { namespace } from '../contract/objects.ts';
import { plain } from './drawn.ts';
import { sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

/** Host namespaces and capabilities: two fixes in two places of one object, far from each other. */
const web: Resource = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        hostIPC: true,
        dnsPolicy: 'ClusterFirst',
        enableServiceLinks: true,
        containers: [{ name: 'main', image: 'team/app:1', args: ['--one', '--two', '--three'], securityContext: { runAsUser: 1000 } }],
      },
    },
  },
};

const reviewOf = ({ screen }: State): Review => {
  if (screen.at !== 'review') throw new Error(`it is ${screen.at}`);
  return screen;
};

const closes = (state: State): readonly string[] =>
  reviewOf(state).plan.changes.flatMap(({ findings }) => findings.map(({ remediation }) => remediation));

/** The plan of both, in its review. */
const reviewed = async (size = { columns: 120, rows: 40 }): Promise<Play> => {
  const chosen = catalogue.filter(({ id }) => ['host-namespaces', 'capabilities'].includes(id));
  const tui = await sessionOf(sceneOf({ entries: [namespace('shop'), web], catalogue: chosen }), size);
  tui.press('2', '+', 'p');
  await tui.until(({ screen, overlay }) => screen.at === 'review' && !overlay);
  return tui;
};

describe('the review of a plan', () => {
  it('goes from change to change of one object and back, and says which', async () => {
    const tui = await reviewed();
    expect(closes(tui.get())).toEqual(expect.arrayContaining(['capabilities', 'host-namespaces']));
    const marked = () =>
      plain(tui.get())
        .split('\n')
        .filter((row) => /│ >[+-]/.test(row))
        .join('\n');
    const first = marked();
    tui.press('}');
    expect(reviewOf(tui.get()).view.hunk).toBe(1);
    expect(marked()).not.toBe(first);
    expect(plain(tui.get())).toMatch(/change 2 of \d/);
    tui.press('{', '{', '{');
    expect(marked()).toBe(first);
  });

  it('takes one change out of the plan with all that its fix does, and brings it back', async () => {
    const tui = await reviewed();
    const before = closes(tui.get());
    const [here] =
      /(hostIPC|capabilities)/.exec(
        plain(tui.get())
          .split('\n')
          .filter((row) => />[+-]/.test(row))
          .join(),
      ) ?? [];
    tui.press('space');
    const less = await tui.until(({ screen, overlay }) => !overlay && screen.at === 'review' && screen.dropped.length === 1);
    const gone = here === 'hostIPC' ? 'host-namespaces' : 'capabilities';
    expect(closes(less)).toEqual(before.filter((id) => id !== gone));
    const spec = field(reviewOf(less).plan.changes[0]?.preview?.after, 'spec', 'template', 'spec');
    expect(field(spec, 'hostIPC')).toBe(gone === 'host-namespaces' ? true : undefined);
    expect(plain(less)).toContain('1 taken out');
    tui.press('u');
    const again = await tui.until(({ screen, overlay }) => !overlay && screen.at === 'review' && screen.dropped.length === 0);
    expect(new Set(closes(again))).toEqual(new Set(before));
  });

  it('does not take out the last change', async () => {
    const tui = await reviewed();
    tui.press('space');
    await tui.until(({ screen, overlay }) => !overlay && screen.at === 'review' && screen.dropped.length === 1);
    const { plan } = reviewOf(tui.get());
    tui.press('space');
    expect(tui.get().notice?.text).toContain('Nothing would be left');
    expect(reviewOf(tui.get()).plan).toBe(plan);
  });

  it('shows before and after side by side, where there is room', async () => {
    const tui = await reviewed();
    tui.press('v');
    expect(plain(tui.get())).toMatch(/-\s+hostIPC: true.*│/);
    const narrow = plain({ ...tui.get(), size: { columns: 80, rows: 24 } });
    expect(narrow).toMatch(/-\s+hostIPC: true/);
    expect(narrow).not.toMatch(/hostIPC: true.*│.*│/);
  });

  it('cuts long lines, or wraps them so that nothing is hidden', async () => {
    const long = `/${'very-long-folder/'.repeat(12)}end`;
    const chosen = catalogue.filter(({ id }) => id === 'privilege-escalation');
    const pod = { name: 'main', image: 'team/app:1', command: [long], securityContext: { runAsUser: 1000 } };
    const entry: Resource = {
      ...web,
      spec: { ...(web['spec'] as object), template: { metadata: { labels: { app: 'web' } }, spec: { containers: [pod] } } },
    };
    const tui = await sessionOf(sceneOf({ entries: [namespace('shop'), entry], catalogue: chosen }), { columns: 80, rows: 40 });
    tui.press('2', '+', 'p');
    await tui.until(({ screen, overlay }) => screen.at === 'review' && !overlay);
    expect(plain(tui.get())).not.toContain('folder/end');
    tui.press('z', 'w');
    expect(plain(tui.get())).toContain('end');
    expect(plain(tui.get()).replace(/[\s│]/g, '')).toContain(long);
  });
});
