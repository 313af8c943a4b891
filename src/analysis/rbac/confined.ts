import { field, items, text, type Resource } from '../../core/resource.ts';
import { declaredIn, podSpecOf } from '../../core/workload.ts';
import { commandOf } from '../said.ts';

/** Variables and flags by which controllers are told to look at one namespace alone. */
const VARIABLES = /^(WATCH_NAMESPACES?|NAMESPACES?|OPERATOR_NAMESPACE_SCOPE)$/;
const FLAGS = /^--?(?:watch-)?namespaces?=(.+)$/;

/** Whether a workload says itself that it looks at this namespace and no other. */
export const isConfined = (workload: Resource, namespace: string): boolean => {
  const containers = declaredIn(podSpecOf(workload));
  return (
    containers.length > 0 &&
    containers.some(({ container }) => {
      const byFlag = commandOf(container).some((word) => FLAGS.exec(word)?.[1] === namespace);
      const byVariable = items(container['env']).some(
        (variable) =>
          VARIABLES.test(text(variable['name']) ?? '') &&
          (variable['value'] === namespace || field(variable, 'valueFrom', 'fieldRef', 'fieldPath') === 'metadata.namespace'),
      );
      return byFlag || byVariable;
    })
  );
};
