import type { Change } from '../../core/change.ts';
import { kindOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { topController } from '../../core/workload.ts';
import { listed, nameOf } from '../sentences.ts';
import { policyOf, type Policy } from '../psa/labels.ts';
import { inhabitantsOf } from '../psa/namespace.ts';
import { evaluateResource } from '../psa/resources.ts';
import { versionOn } from '../psa/version.ts';
import type { Part } from './part.ts';

const reasonsUnder = ({ level, version }: Policy, resource: Resource, snapshot: Snapshot): readonly string[] =>
  evaluateResource(level, versionOn(snapshot.facts.serverVersion, version), resource).map(({ reason }) => reason);

/** Who would be refused under the new policy and was not under the old one, and why. */
const refused = (was: Policy, is: Policy, namespace: Resource, snapshot: Snapshot): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const resource of inhabitantsOf(namespace, snapshot).live) {
    if (reasonsUnder(was, resource, snapshot).length > 0) continue;
    const name = nameOf(topController(resource, snapshot));
    for (const reason of reasonsUnder(is, resource, snapshot)) found.set(name, (found.get(name) ?? new Set()).add(reason));
  }
  return found;
};

/** A namespace whose Pod Security labels change: what is refused from then on. */
export const admissionImpact = ({ before, after }: Change, snapshot: Snapshot): Part => {
  if (!before || !after || kindOf(after) !== 'Namespace') return {};
  const [was, is] = [policyOf(before, 'enforce'), policyOf(after, 'enforce')];
  if (was.level === is.level && was.version === is.version) return { now: ['Nothing restarts and nothing is refused.'] };
  const who = refused(was, is, before, snapshot);
  return {
    now: [`From now on a new pod must meet ${is.level}; pods that run go on.`],
    warnings: [...who].map(([name, reasons]) => `The pods of ${name} would be refused at their next start: ${listed([...reasons])}.`),
  };
};
