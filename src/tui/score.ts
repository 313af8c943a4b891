import { scoreWithout } from '../core/scan.ts';
import type { Decisions } from './session.ts';
import type { World } from './state.ts';

const known = new WeakMap<Decisions, { readonly of: World['scan']; readonly score: number | undefined }>();

/** The score if what is accepted were fixed; undefined where nothing is. Made once for each change of the decisions. */
export const scoreWithAccepted = ({ scan, session: { decisions } }: World): number | undefined => {
  const before = known.get(decisions);
  if (before?.of === scan) return before.score;
  const accepted = decisions.size === 0 ? [] : scan.result.findings.filter(({ id }) => decisions.get(id) === 'accept');
  const score = accepted.length === 0 ? undefined : scoreWithout(scan.result, accepted);
  known.set(decisions, { of: scan, score });
  return score;
};
