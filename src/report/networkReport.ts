import { connectionsOf, type Connection } from '../analysis/network/connections.ts';
import type { HostNetwork } from '../analysis/network/classes.ts';
import type { DeclaredConnection, NetworkAnswer } from '../analysis/network/inspect.ts';
import type { InputProblem, TargetInfo } from '../app/target.ts';
import { actionOf, type Action, type Change } from '../core/change.ts';
import type { Unread } from '../core/snapshot.ts';
import { API_VERSION } from './apiVersion.ts';
import { leftReport, type LeftFinding, type ReportedLeft } from './left.ts';
import { named, type NamedObject } from './named.ts';

/** What fixes of network weaknesses would change, and which of their findings were left out of it. */
export interface Fixes {
  readonly changes: readonly Change[];
  readonly left: readonly LeftFinding[];
}

export interface NetworkReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'NetworkReport';
  readonly target: TargetInfo;
  /** Who is in the network of its node, and what it is taken for: what policies do to it is up to the network plugin. */
  readonly hostNetwork: { readonly as: HostNetwork; readonly peers: readonly string[] };
  /** Everything that is allowed; a pair that is not listed may not talk. */
  readonly connections: readonly Connection[];
  readonly declared: NetworkAnswer['declared'];
  readonly afterFix?: {
    readonly changes: readonly (NamedObject & { readonly action: Action })[];
    readonly left: readonly ReportedLeft[];
    readonly added: readonly Connection[];
    readonly removed: readonly Connection[];
    readonly removedDeclared: readonly DeclaredConnection[];
  };
  readonly notChecked: readonly Unread[];
  readonly problems: readonly InputProblem[];
}

const afterFix = ({ change }: NetworkAnswer, fixes: Fixes | undefined): Pick<NetworkReport, 'afterFix'> =>
  change && fixes
    ? {
        afterFix: {
          changes: fixes.changes.map((one) => ({ ...named(one.ref), action: actionOf(one) })),
          left: leftReport(fixes.left),
          added: connectionsOf(change.added),
          removed: connectionsOf(change.removed),
          removedDeclared: change.declared,
        },
      }
    : {};

export const networkReport = (
  answer: NetworkAnswer,
  fixes: Fixes | undefined,
  target: TargetInfo,
  notChecked: readonly Unread[],
  problems: readonly InputProblem[],
): NetworkReport => ({
  apiVersion: API_VERSION,
  kind: 'NetworkReport',
  target,
  hostNetwork: { as: answer.hostNetwork, peers: answer.onNodes },
  connections: connectionsOf(answer.links),
  declared: answer.declared,
  ...afterFix(answer, fixes),
  notChecked,
  problems,
});
