import type { Check, Judge } from '../check.ts';
import { contextOf, nameOf, objects } from '../judgedPod.ts';

/** Sysctls that are safe, each from the minor in which it was added to the list. */
const SAFE: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  // kubernetes/kubernetes#138389
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};

/** Whether a sysctl is safe from this minor on or before. */
export const isSafeSysctl = (name: string, minor: number): boolean => Object.hasOwn(SAFE, name) && (SAFE[name] ?? Infinity) <= minor;

const at =
  (minor: number): Judge =>
  (pod) => {
    const forbidden = objects(contextOf(pod.spec)['sysctls'])
      .map(nameOf)
      .filter((name) => !isSafeSysctl(name, minor));
    return forbidden.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: forbidden.join(', ') };
  };

export const sysctls: Check = {
  id: 'sysctls',
  level: 'baseline',
  revisions: [...new Set(Object.values(SAFE))].map((since) => ({ since, judge: at(since) })),
};
