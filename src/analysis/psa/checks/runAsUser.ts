import type { Check, Judge } from '../check.ts';
import { hasUserNamespace } from '../judgedPod.ts';
import { setters } from '../words.ts';

const always: Judge = (pod) => {
  const root = setters(pod, (context) => context['runAsUser'] === 0);
  return root.length === 0 ? undefined : { reason: 'runAsUser=0', detail: `${root.join(' and ')} must not set runAsUser=0` };
};

export const runAsUser: Check = {
  id: 'runAsUser',
  level: 'restricted',
  revisions: [
    { since: 23, judge: always },
    { since: 35, judge: (pod) => (hasUserNamespace(pod) ? undefined : always(pod)) },
  ],
};
