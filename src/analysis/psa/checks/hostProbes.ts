import { field, text } from '../../../core/resource.ts';
import type { Check, Judge } from '../check.ts';
import { nameOf, record, type Fields } from '../judgedPod.ts';
import { containersSaid, plural, quoted, sorted } from '../words.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
const ACTIONS = ['httpGet', 'tcpSocket'];

/** Hosts that the probes or hooks of these names call in place of their own pod. */
const hostsOf = (of: Fields | undefined, handlers: readonly string[]): readonly string[] => {
  if (!of || !handlers.some((name) => name in of)) return [];
  return handlers.flatMap((name) => ACTIONS.map((action) => text(field(of[name], action, 'host')) ?? '')).filter((host) => host !== '');
};

const hostsIn = (container: Fields): readonly string[] => [
  ...hostsOf(container, PROBES),
  ...hostsOf(record(container['lifecycle']), HOOKS),
];

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
