import { field, items, text, type Resource } from '../../core/resource.ts';
import { declaredIn, podSpecOf } from '../../core/workload.ts';
import { commandOf } from '../said.ts';

/** By which controllers are told to look at one namespace alone; a plain NAMESPACE often says only where they are themselves. */
const VARIABLE = /^(?:OPERATOR_)?WATCH_NAMESPACES?$/;
const FLAG = /^--?watch-namespaces?=(.+)$/;

/** Whether a workload says itself that it looks at this namespace and no other. */
export const isConfined = (workload: Resource, namespace: string): boolean => {
  return declaredIn(podSpecOf(workload)).some(({ container }) => {
    const byFlag = commandOf(container).some((word) => FLAG.exec(word)?.[1] === namespace);
    const byVariable = items(container['env']).some(
      (variable) =>
        VARIABLE.test(text(variable['name']) ?? '') &&
        (variable['value'] === namespace || field(variable, 'valueFrom', 'fieldRef', 'fieldPath') === 'metadata.namespace'),
    );
    return byFlag || byVariable;
  });
};
