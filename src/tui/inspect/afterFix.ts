import { connectionCount } from '../../analysis/network/connections.ts';
import { inspectConnectivity, type NetworkAnswer } from '../../analysis/network/inspect.ts';
import { assertPoliciesRead } from '../../app/policiesRead.ts';
import { planChanges } from '../../core/plan.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Fixes } from '../../report/networkReport.ts';
import type { World } from '../state.ts';
import { answerTo, inputsOf, remediationOf } from '../world.ts';
import { entriesOf, type Answer, type Group } from './entries.ts';
import { aboutOf, endsOf, groupsOf, unreadOf } from './network.ts';
import { networkIndex } from './networkIndex.ts';

/** All that fixes of network weaknesses would change: doubts accepted, answers and defaults taken, whoever else writes the object. */
const fixesOf = (world: World, snapshot: Snapshot): Fixes => {
  const { catalogue, session } = world;
  const ofNetwork = new Set(catalogue.filter(({ category }) => category === 'network').map(({ id }) => id));
  const findings = world.scan.result.findings.filter(({ remediation }) => ofNetwork.has(remediation));
  const left = findings.flatMap((finding) => {
    if (finding.fix === 'guide' || !remediationOf(world, finding)?.fix) return [{ finding, reason: 'has to be mended by hand' }];
    const open = inputsOf(world, finding).find((input) => !input.optional && answerTo(input, finding, session.answers) === undefined);
    return open ? [{ finding, reason: `needs a value: ${open.ask}` }] : [];
  });
  const isLeft = new Set(left.map(({ finding }) => finding.id));
  const chosen = findings.filter(({ id }) => !isLeft.has(id));
  return { changes: planChanges(snapshot, chosen, catalogue, session.answers).map(({ change }) => change), left };
};

const headOf = (fixes: Fixes, change: NonNullable<NetworkAnswer['change']>): Group => ({
  head: {
    key: 'fixes',
    namespace: '',
    kind: '',
    name: '',
    words: 'fixes changes',
    about: { type: 'fixes', fixes, declared: change.declared },
  },
  members: [],
});

/** Whom the proposed fixes would cut off, and what they would open instead. */
export const afterFixAnswer = async (
  snapshot: Snapshot,
  only: string | undefined,
  world: World,
  breathe: () => Promise<void>,
): Promise<Answer> => {
  assertPoliciesRead(snapshot);
  const fixes = fixesOf(world, snapshot);
  await breathe();
  const answer = inspectConnectivity(snapshot, { about: aboutOf(only), hostNetwork: 'pods', changes: fixes.changes });
  await breathe();
  const change = answer.change ?? { added: [], removed: [], declared: [] };
  const cut = networkIndex(
    answer,
    change.removed,
    change.declared.map((one) => ({ ...one, open: false })),
  );
  const opened = networkIndex(answer, change.added, []);
  await breathe();
  const ends = endsOf(answer, snapshot, only);
  return {
    headline: `${fixes.changes.length} changes cut ${connectionCount(change.removed)} connections, ${change.declared.length} declared`,
    entries: entriesOf(unreadOf(snapshot), [
      headOf(fixes, change),
      ...groupsOf(
        ends.filter(({ end }) => cut.touches(end)),
        cut,
        'cut',
      ),
      ...groupsOf(
        ends.filter(({ end }) => opened.touches(end)),
        opened,
        'opened',
      ),
    ]),
  };
};
