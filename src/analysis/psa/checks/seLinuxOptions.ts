import type { Check, Judge } from '../check.ts';
import { record, str, type Fields } from '../judgedPod.ts';
import { plural, quoted, setters, sorted } from '../words.ts';

/** Types that every version allows; the empty one is none. */
export const allowedTypes: readonly string[] = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

const allowing =
  (allowed: readonly string[]): Judge =>
  (pod) => {
    const types = new Set<string>();
    const set = { user: false, role: false };
    const forbids = (context: Fields): boolean => {
      const options = record(context['seLinuxOptions']);
      const [type, user, role] = [str(options?.['type']), str(options?.['user']) !== '', str(options?.['role']) !== ''];
      const badType = !allowed.includes(type);
      if (badType) types.add(type);
      set.user ||= user;
      set.role ||= role;
      return badType || user || role;
    };
    const who = setters(pod, forbids);
    if (who.length === 0) return undefined;
    const what = [
      ...(types.size > 0 ? [`${plural('type', 'types', types.size)} ${quoted(sorted(types))}`] : []),
      ...(set.user ? ['user may not be set'] : []),
      ...(set.role ? ['role may not be set'] : []),
    ];
    return { reason: 'seLinuxOptions', detail: `${who.join(' and ')} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}` };
  };

export const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  level: 'baseline',
  revisions: [
    { since: 0, judge: allowing(allowedTypes) },
    { since: 31, judge: allowing([...allowedTypes, 'container_engine_t']) },
  ],
};
