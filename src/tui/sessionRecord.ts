import type { Finding } from '../core/finding.ts';
import { describeRef } from '../core/resource.ts';
import type { SessionEntry, SessionPart, SessionRecord } from '../report/sessionRecord.ts';
import type { World } from './state.ts';
import { remediationOf } from './world.ts';

const isOwn = ({ fix }: Finding): boolean => fix !== 'owned' && fix !== 'guide';

/** Those of earlier sessions too, and those that were ignored since the last scan. */
const ignoredOf = ({ scan, session }: World): readonly Finding[] => [
  ...scan.ignored,
  ...scan.result.findings.filter(({ id }) => session.decisions.get(id) === 'ignore'),
];

const reasonOf = ({ scan, session }: World, { id }: Finding): string =>
  session.ignored.get(id) ?? scan.memory.ignored.find(({ finding }) => finding === id)?.reason ?? '';

/** What became of each finding of the session, and why; each stands in one part. */
export const sessionRecord = (world: World, version: string): SessionRecord => {
  const { scan, session, target } = world;
  const entry = (finding: Finding, reason?: string): SessionEntry => ({
    remediation: finding.remediation,
    title: remediationOf(world, finding)?.title ?? '',
    severity: finding.severity,
    object: describeRef(finding.ref),
    ...(reason === undefined ? {} : { reason }),
  });
  const part = (
    title: SessionPart['title'],
    of: (finding: Finding, choice: string | undefined) => SessionEntry | undefined,
  ): SessionPart => ({
    title,
    entries: scan.result.findings.flatMap((finding) => of(finding, session.decisions.get(finding.id)) ?? []),
  });
  return {
    target,
    version,
    at: scan.snapshot.facts.now,
    scoreBefore: session.scoreAtStart,
    scoreAfter: scan.result.score,
    ran: scan.result.ran,
    parts: [
      { title: 'fixed', entries: session.fixed.map((finding) => entry(finding)) },
      part('accepted', (finding, choice) => (choice === 'accept' ? entry(finding, 'accepted, not applied yet') : undefined)),
      part('skipped', (finding, choice) =>
        choice === 'skip' && isOwn(finding) ? entry(finding, session.refused.get(finding.id) ?? 'you skipped it') : undefined,
      ),
      { title: 'ignored', entries: ignoredOf(world).map((finding) => entry(finding, reasonOf(world, finding))) },
      part('left to owners', (finding, choice) =>
        finding.fix === 'owned' && choice !== 'accept' && choice !== 'ignore'
          ? entry(finding, finding.owner?.consequence ?? '')
          : undefined,
      ),
      part('outside the API', (finding, choice) => (finding.fix === 'guide' && choice !== 'ignore' ? entry(finding) : undefined)),
      part('not decided', (finding, choice) => (isOwn(finding) && choice === undefined ? entry(finding) : undefined)),
    ],
    notChecked: scan.result.notChecked,
  };
};
