import { allows } from '../request.ts';
import type { Given, Standing, Step, Technique } from './standing.ts';

/** What is asked for: `pods/exec` of a group, with any one of the verbs. */
export interface Wanted {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resource: string;
}

/** A right that a standing has, limited to a namespace or to names where they are given. */
export interface Hold extends Wanted {
  readonly by: Given;
  readonly verb: string;
  readonly namespace?: string;
  readonly names?: readonly string[];
}

const holdBy = (by: Given, verb: string, wanted: Wanted): readonly Hold[] => {
  const at = { ...wanted, by, verb, ...(by.namespace === undefined ? {} : { namespace: by.namespace }) };
  const found = (by.rules ?? []).filter((rule) => allows({ ...rule, resourceNames: [] }, { ...wanted, verb }));
  if (found.some(({ resourceNames }) => resourceNames.length === 0)) return [at];
  const names = [...new Set(found.flatMap(({ resourceNames }) => resourceNames))];
  return names.length > 0 ? [{ ...at, names }] : [];
};

/** Where a standing may do it, once for each grant, with the first verb that will do. */
export const holdsOf = ({ given }: Standing, wanted: Wanted): readonly Hold[] =>
  given.flatMap((by) => wanted.verbs.flatMap((verb) => holdBy(by, verb, wanted)).slice(0, 1));

/** The same without what is limited to names: what is created has none yet. */
export const freeHoldsOf = (standing: Standing, wanted: Wanted): readonly Hold[] =>
  holdsOf(standing, wanted).filter(({ names }) => names === undefined);

/** The same without what is limited to a namespace, for what stands in none. */
export const clusterHoldsOf = (standing: Standing, wanted: Wanted): readonly Hold[] =>
  holdsOf(standing, wanted).filter(({ namespace }) => namespace === undefined);

export const permitsName = ({ names }: Hold, name: string): boolean => names === undefined || names.includes(name);

/** The places where both are held: a namespace, or undefined for everywhere; none where they do not meet. */
export const meeting = (a: Hold, b: Hold): readonly (string | undefined)[] =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace ? [a.namespace ?? b.namespace] : [];

const describe = ({ verb, resource, group, namespace, names }: Hold): string => {
  const [plain = '', subresource] = resource.split('/');
  const what = `${plain}${group === '' || subresource !== undefined ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${verb} ${what}${names ? ` named ${names.join(', ')}` : ''}${namespace === undefined ? '' : ` in ${namespace}`}`;
};

/** A step that needs these rights together; the first is the one that counts. */
export const stepBy = (technique: Technique, holds: readonly [Hold, ...Hold[]], to: Standing): Step => ({
  technique,
  does: holds.map(describe).join(' and '),
  by: holds[0].by,
  to,
});
