import type { PlannedChange } from '../../app/plan.ts';
import type { Finding } from '../../core/finding.ts';
import type { Override } from '../../core/owner.ts';
import { next, withoutOverlay, type Next } from '../next.ts';
import { current, decide } from '../session.ts';
import type { State, World } from '../state.ts';
import { leftToOwner } from '../world.ts';
import { deciding } from './deciding.ts';

export const askOwner = (state: State, findings: readonly Finding[]): Next =>
  next(findings.length === 0 ? state : { ...state, overlay: { kind: 'owner', findings } });

/** Why this change of a plan is left to the owner of its object, or undefined. */
export const leftOf = (world: World, { findings }: PlannedChange): string | undefined =>
  findings.map((finding) => leftToOwner(world, finding)).find((reason) => reason !== undefined);

/** How a change is to be written although somebody else owns its object; of two answers the one that keeps the fix. */
export const overrideOf = ({ session }: World, { findings }: PlannedChange): Override | undefined => {
  const chosen = findings.flatMap(({ id }) => session.overrides.get(id) ?? []);
  return chosen.includes('hold') ? 'hold' : chosen[0];
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');

/** The patches for its source, in a folder below the current one that is named after the object. */
export const exportOwned = (state: State, findings: readonly Finding[]): Next => {
  const [first] = findings;
  if (!state.world || !first) return next(state);
  const { namespace, kind, name } = first.ref;
  const folder = `kubeharden-patches/${[namespace, kind, name]
    .flatMap((part) => part ?? [])
    .map(plain)
    .join('-')}`;
  const { scan, session } = state.world;
  return next(withoutOverlay(state), { do: 'export', findings, snapshot: scan.snapshot, answers: session.answers, folder });
};

/** In the session the answer decides the finding at hand; in the review it only says what becomes of the object. */
export const owned = (state: State, findings: readonly Finding[], override: Override | undefined): Next =>
  deciding(withoutOverlay(state), (session) => {
    const overrides = new Map(session.overrides);
    for (const { id } of findings)
      if (override) overrides.set(id, override);
      else overrides.delete(id);
    const answered = { ...session, overrides };
    const isAtHand = state.screen.at === 'session' && findings.some(({ id }) => id === current(session)?.id);
    return isAtHand ? decide(answered, override ? 'accept' : 'skip') : answered;
  });
