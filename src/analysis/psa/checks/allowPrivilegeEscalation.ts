import type { Check, Judge } from '../check.ts';
import { containersWhere, contextOf, isWindows } from '../judgedPod.ts';
import { containersSaid } from '../words.ts';

const always: Judge = (pod) => {
  const open = containersWhere(pod, (container) => contextOf(container)['allowPrivilegeEscalation'] !== false);
  return open.length === 0
    ? undefined
    : {
        reason: 'allowPrivilegeEscalation != false',
        detail: `${containersSaid(open)} must set securityContext.allowPrivilegeEscalation=false`,
      };
};

export const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  revisions: [
    { since: 8, judge: always },
    { since: 25, judge: (pod) => (isWindows(pod) ? undefined : always(pod)) },
  ],
};
