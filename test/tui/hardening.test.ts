import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { evaluateResource } from '../../src/analysis/psa/resources.ts';
import type { Resource } from '../../src/core/resource.ts';
import type { State } from '../../src/tui/state.ts';
import { namespace } from '../contract/objects.ts';
import { sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

const SOUND = {
  runAsNonRoot: true,
  runAsUser: 1000,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const deployment = (name: string, securityContext: object, volumes: readonly object[] = []): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { volumes, containers: [{ name: 'main', image: 'team/app:1', securityContext }] },
    },
  },
});

/** The list of findings of a namespace with these, the cursor on the first finding of the first one. */
const listOf = async (...entries: readonly Resource[]): Promise<Play> => {
  const tui = await sessionOf(sceneOf({ entries: [namespace('shop'), ...entries], catalogue }));
  tui.press('2', '/', ...entries[0]!.metadata.name, 'enter');
  await tui.until(({ overlay, screen }) => !overlay && screen.at === 'findings');
  return tui;
};

const isOver = ({ screen, notice }: State): boolean => screen.at === 'review' || notice !== undefined;

describe('L on the list of findings', () => {
  it('plans all that the workload needs for the restricted level, as one change', async () => {
    const tui = await listOf(deployment('web', { privileged: true, runAsUser: 1000 }), deployment('db', {}));
    tui.press('L');
    const { screen } = await tui.until(({ screen: now }) => now.at === 'review');
    if (screen.at !== 'review') throw new Error('no review');
    expect(screen.plan.changes.map(({ change }) => change.ref.name)).toEqual(['web']);
    // While it is privileged, privilege-escalation is no fix but a guide.
    expect(screen.plan.changes[0]?.findings.map(({ remediation }) => remediation)).toEqual(
      expect.arrayContaining(['privileged', 'capabilities', 'privilege-escalation', 'seccomp', 'run-as-root']),
    );
    expect(evaluateResource('restricted', 'latest', screen.plan.changes[0]!.change.after!)).toEqual([]);
  });

  it('says what stays, and why', async () => {
    const tui = await listOf(deployment('web', SOUND, [{ name: 'host', hostPath: { path: '/' } }]));
    tui.press('L');
    const { notice } = await tui.until(isOver);
    expect(notice?.text).toMatch(/^Not restricted after this: shop\/Deployment web \(restricted volume types\); host-path outside the API/);
  });

  it('has nothing to plan where the level is met', async () => {
    const tui = await listOf(deployment('web', SOUND));
    tui.press('L');
    expect((await tui.until(isOver)).notice?.text).toBe('The restricted level is met already.');
  });
});
