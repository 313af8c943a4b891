import type { Check, Judge } from '../check.ts';
import { nameOf, record, str, type Fields } from '../judgedPod.ts';
import { containersSaid, plural, quoted, sorted } from '../words.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
const ACTIONS = ['httpGet', 'tcpSocket'];

/** Adds the hosts that handlers of these names call in place of their own pod. */
const addHosts = (hosts: string[], of: Fields | undefined, names: readonly string[]): void => {
  for (const name of names) {
    const handler = record(of?.[name]);
    if (!handler) continue;
    for (const action of ACTIONS) {
      const host = str(record(handler[action])?.['host']);
      if (host !== '') hosts.push(host);
    }
  }
};

const hostsIn = (container: Fields): readonly string[] => {
  const hosts: string[] = [];
  addHosts(hosts, container, PROBES);
  addHosts(hosts, record(container['lifecycle']), HOOKS);
  return hosts;
};

const judge: Judge = (pod) => {
  const [names, hosts] = [new Set<string>(), new Set<string>()];
  for (const container of pod.containers) {
    for (const host of hostsIn(container)) {
      names.add(nameOf(container));
      hosts.add(host);
    }
  }
  if (names.size === 0) return undefined;
  const [uses, said] = [plural('uses', 'use', names.size), plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.size)];
  return { reason: 'probe or lifecycle host', detail: `${containersSaid(sorted(names))} ${uses} ${said} ${quoted(sorted(hosts))}` };
};

export const hostProbes: Check = { id: 'hostProbesAndHostLifecycle', level: 'baseline', revisions: [{ since: 34, judge }] };
