import type { Check, Judge } from '../check.ts';
import { containersWhere, contextOf } from '../judgedPod.ts';
import { containersSaid } from '../words.ts';

const judge: Judge = (pod) => {
  const names = containersWhere(pod, (container) => contextOf(container)['privileged'] === true);
  return names.length === 0
    ? undefined
    : { reason: 'privileged', detail: `${containersSaid(names)} must not set securityContext.privileged=true` };
};

export const privileged: Check = { id: 'privileged', level: 'baseline', revisions: [{ since: 0, judge }] };
