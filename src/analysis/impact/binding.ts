import type { Change } from '../../core/change.ts';
import { field, items, kindOf, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { workloadsOf } from '../accounts.ts';
import { listed, nameOf } from '../sentences.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING, subjectKey } from '../rbac/grants.ts';
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

/** A binding that changes: who loses or gains what. */
export const bindingImpact = ({ before, after }: Change, snapshot: Snapshot): Part => {
  const binding = before ?? after;
  if (!binding || ![CLUSTER_ROLE_BINDING, ROLE_BINDING].includes(kindOf(binding))) return {};
  const [had, has] = [subjectsOf(before), subjectsOf(after)];
  const role = `${text(field(binding, 'roleRef', 'kind')) ?? 'role'} ${text(field(binding, 'roleRef', 'name')) ?? '?'}`;
  const where = kindOf(binding) === ROLE_BINDING ? ` in ${binding.metadata.namespace ?? 'default'}` : ' in the whole cluster';
  const say = (from: ReadonlyMap<string, Subject>, without: ReadonlyMap<string, Subject>, verb: string): readonly string[] =>
    [...from]
      .filter(([key]) => !without.has(key))
      .map(([, subject]) => `${describe(subject, binding, snapshot)} ${verb} what ${role} grants${where}, at once.`);
  return { now: [...say(had, has, 'loses'), ...say(has, had, 'gains')] };
};
