import { items, type Resource } from '../core/resource.ts';
import { containersOf, type Container } from '../core/workload.ts';

const strings = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((word): word is string => typeof word === 'string') : [];

/** The words of a container's command and args. */
export const commandOf = (container: Container): readonly string[] => [...strings(container['command']), ...strings(container['args'])];

/** All that a container's command, args and env say in plain. */
export const saidIn = (container: Container): readonly string[] => [
  ...commandOf(container),
  ...strings(items(container['env']).map((variable) => variable['value'])),
];

/** The same of all containers that a person declares. */
export const saidBy = (workload: Resource): readonly string[] =>
  containersOf(workload, ['initContainers', 'containers']).flatMap(({ container }) => saidIn(container));
