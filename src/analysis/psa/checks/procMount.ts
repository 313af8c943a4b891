import { text } from '../../../core/resource.ts';
import type { Check, Judge } from '../check.ts';
import { containersWhere, contextOf, hasUserNamespace } from '../judgedPod.ts';
import { containersSaid, quoted, sorted } from '../words.ts';

const always: Judge = (pod) => {
  const types = new Set<string>();
  const names = containersWhere(pod, (container) => {
    const type = text(contextOf(container)['procMount']);
    if (type === undefined || type === 'Default') return false;
    types.add(type);
    return true;
  });
  return names.length === 0
    ? undefined
    : { reason: 'procMount', detail: `${containersSaid(names)} must not set securityContext.procMount to ${quoted(sorted(types))}` };
};

export const procMountBaseline: Check = {
  id: 'procMount',
  level: 'baseline',
  revisions: [
    { since: 0, judge: always },
    { since: 35, judge: (pod) => (hasUserNamespace(pod) ? undefined : always(pod)) },
  ],
};

export const procMountRestricted: Check = {
  id: 'procMount_restricted',
  level: 'restricted',
  overrides: 'procMount',
  revisions: [{ since: 35, judge: always }],
};
