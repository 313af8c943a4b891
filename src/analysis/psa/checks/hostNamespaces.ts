import type { Check, Judge } from '../check.ts';

const judge: Judge = ({ spec }) => {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => spec[name] === true);
  return shared.length === 0 ? undefined : { reason: 'host namespaces', detail: shared.map((name) => `${name}=true`).join(', ') };
};

export const hostNamespaces: Check = { id: 'hostNamespaces', level: 'baseline', revisions: [{ since: 0, judge }] };
