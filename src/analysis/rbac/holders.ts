import type { Doubt } from '../../core/remediation.ts';
import { kindOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { listed, nameOf } from '../sentences.ts';
import { bindingsTo, ROLE_BINDING } from './grants.ts';
import { identitiesIn } from './identity.ts';
import { describeUse } from './subjects.ts';

/** The bindings by which somebody holds a role, directly or as a part of an aggregated one. */
export const heldBy = (role: Resource, snapshot: Snapshot): readonly Resource[] =>
  bindingsTo(role, snapshot).filter((binding) => identitiesIn(binding).length > 0);

const where = (binding: Resource): string => (kindOf(binding) === ROLE_BINDING ? `in ${namespaceOf(binding)}` : 'everywhere');

/** Who would lose something of a role, and what runs as them: one doubt for each binding. */
export const doubtsOfHolders = (role: Resource, snapshot: Snapshot): readonly Doubt[] =>
  heldBy(role, snapshot).map((binding) => {
    const names = identitiesIn(binding).map((identity) => describeUse(identity, snapshot));
    return { text: `${listed(names)} ${names.length === 1 ? 'holds' : 'hold'} it ${where(binding)} by ${nameOf(binding)}.` };
  });
