import type { Check, Judge } from '../check.ts';
import { containersWhere, contextOf, isWindows, record, type Fields, type JudgedPod } from '../judgedPod.ts';
import { containersSaid, quoted, sorted } from '../words.ts';

const BASELINE: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
/** What may be added at the restricted level. */
export const RESTRICTED: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

const capabilitiesIn = (container: Fields, list: 'add' | 'drop'): readonly string[] => {
  const names = record(contextOf(container)['capabilities'])?.[list];
  // Go decodes a null among texts as the empty one.
  return Array.isArray(names) ? names.map((name: unknown) => name ?? '').filter((name) => typeof name === 'string') : [];
};

/** Who adds what is not allowed: `container "a" must not include "NET_RAW" in …`, or undefined. */
const additions = (pod: JudgedPod, allowed: ReadonlySet<string>): string | undefined => {
  const forbidden = new Set<string>();
  const adding = containersWhere(pod, (container) => {
    const wrong = capabilitiesIn(container, 'add').filter((name) => !allowed.has(name));
    for (const name of wrong) forbidden.add(name);
    return wrong.length > 0;
  });
  return adding.length === 0
    ? undefined
    : `${containersSaid(adding)} must not include ${quoted(sorted(forbidden))} in securityContext.capabilities.add`;
};

const baseline: Judge = (pod) => {
  const detail = additions(pod, BASELINE);
  return detail === undefined ? undefined : { reason: 'non-default capabilities', detail };
};

const restricted: Judge = (pod) => {
  const keeping = containersWhere(pod, (container) => !capabilitiesIn(container, 'drop').includes('ALL'));
  const missing = keeping.length === 0 ? undefined : `${containersSaid(keeping)} must set securityContext.capabilities.drop=["ALL"]`;
  const details = [missing, additions(pod, RESTRICTED)].filter((detail) => detail !== undefined);
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

export const capabilitiesBaseline: Check = {
  id: 'capabilities_baseline',
  level: 'baseline',
  revisions: [{ since: 0, judge: baseline }],
};

export const capabilitiesRestricted: Check = {
  id: 'capabilities_restricted',
  level: 'restricted',
  overrides: 'capabilities_baseline',
  revisions: [
    { since: 22, judge: restricted },
    { since: 25, judge: (pod) => (isWindows(pod) ? undefined : restricted(pod)) },
  ],
};
