import type { Check, Judge } from '../check.ts';
import { record } from '../judgedPod.ts';
import { setters } from '../words.ts';

const judge: Judge = (pod) => {
  const who = setters(pod, (context) => record(context['windowsOptions'])?.['hostProcess'] === true);
  return who.length === 0
    ? undefined
    : { reason: 'hostProcess', detail: `${who.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true` };
};

export const windowsHostProcess: Check = { id: 'windowsHostProcess', level: 'baseline', revisions: [{ since: 0, judge }] };
