import type { Check, Judge } from '../check.ts';
import { containersWhere, contextOf, hasUserNamespace } from '../judgedPod.ts';
import { containersSaid, setters } from '../words.ts';

const REASON = 'runAsNonRoot != true';

const always: Judge = (pod) => {
  const refusing = setters(pod, (context) => context['runAsNonRoot'] === false);
  if (refusing.length > 0) return { reason: REASON, detail: `${refusing.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  if (contextOf(pod.spec)['runAsNonRoot'] === true) return undefined;
  const silent = containersWhere(pod, (container) => contextOf(container)['runAsNonRoot'] !== true);
  return silent.length === 0
    ? undefined
    : { reason: REASON, detail: `pod or ${containersSaid(silent)} must set securityContext.runAsNonRoot=true` };
};

export const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  level: 'restricted',
  revisions: [
    { since: 0, judge: always },
    { since: 35, judge: (pod) => (hasUserNamespace(pod) ? undefined : always(pod)) },
  ],
};
