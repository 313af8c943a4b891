import type { Change } from '../../core/change.ts';
import { field, items, kindOf, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { workloadsOf } from '../accounts.ts';
import { listed, nameOf } from '../sentences.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING, subjectKey } from '../rbac/grants.ts';
import { keyOf, MASTERS } from '../rbac/identity.ts';
import { lossesByBinding } from '../rbac/losses.ts';
import type { Part } from './part.ts';

type Subject = Readonly<Record<string, unknown>>;

const subjectsOf = (binding: Resource | undefined): ReadonlyMap<string, Subject> =>
  new Map(
    items(binding?.['subjects']).map((subject) => [subjectKey(subject, binding?.metadata.namespace) ?? JSON.stringify(subject), subject]),
  );

const describe = (subject: Subject, binding: Resource, snapshot: Snapshot): string => {
  const [kind, name] = [text(subject['kind']) ?? 'subject', text(subject['name']) ?? '?'];
  if (kind !== 'ServiceAccount') return `${kind} ${name}`;
  const namespace = text(subject['namespace']) ?? binding.metadata.namespace ?? 'default';
  const users = workloadsOf({ namespace, name }, snapshot).map(nameOf);
  return `ServiceAccount ${namespace}/${name} (${users.length === 0 ? 'no workload uses it' : `used by ${listed(users)}`})`;
};

/** The subjects (`subjectKey`) that lose something, all their other bindings considered; undefined where the binding does not stand as it was seen. */
const losersOf = ({ ref, before, after }: Change, snapshot: Snapshot): ReadonlySet<string> | undefined => {
  const standing = before && snapshot.get(ref);
  return standing && new Set(lossesByBinding(standing, after, snapshot).map(({ subject }) => keyOf(subject)));
};

const keeps = (key: string): string =>
  key === `group:${MASTERS}`
    ? 'loses nothing: it may do everything anyhow.'
    : 'loses nothing: other bindings, or what everybody may do, give it the same.';

/** A binding that changes: who loses or gains what. */
export const bindingImpact = (change: Change, snapshot: Snapshot): Part => {
  const { before, after } = change;
  const binding = before ?? after;
  if (!binding || ![CLUSTER_ROLE_BINDING, ROLE_BINDING].includes(kindOf(binding))) return {};
  const [had, has] = [subjectsOf(before), subjectsOf(after)];
  const role = `${text(field(binding, 'roleRef', 'kind')) ?? 'role'} ${text(field(binding, 'roleRef', 'name')) ?? '?'}`;
  const where = kindOf(binding) === ROLE_BINDING ? ` in ${binding.metadata.namespace ?? 'default'}` : ' in the whole cluster';
  const losers = losersOf(change, snapshot);
  const lost = [...had].flatMap(([key, subject]) => {
    if (has.has(key)) return [];
    const isLoser = losers === undefined || losers.has(key) || !/^(?:user|group):/.test(key);
    return [`${describe(subject, binding, snapshot)} ${isLoser ? `loses what ${role} grants${where}, at once.` : keeps(key)}`];
  });
  const gained = [...has].flatMap(([key, subject]) =>
    had.has(key) ? [] : [`${describe(subject, binding, snapshot)} gains what ${role} grants${where}, at once.`],
  );
  return { now: [...lost, ...gained] };
};
