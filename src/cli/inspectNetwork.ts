import { connectionCount } from '../analysis/network/connections.ts';
import type { HostNetwork } from '../analysis/network/classes.ts';
import type { Pods } from '../analysis/network/ends.ts';
import { INTENT_KINDS, inspectConnectivity, NETWORK_KINDS } from '../analysis/network/inspect.ts';
import { EXIT, usage } from '../app/errors.ts';
import { assertPoliciesRead } from '../app/policiesRead.ts';
import type { Scan } from '../app/scan.ts';
import { planChanges } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import { networkReport, type Fixes } from '../report/networkReport.ts';
import { BRIEF, IN_FULL, networkTable } from '../report/networkTable.ts';
import { choose } from './choosing.ts';
import type { Work } from './command.ts';
import { namespaceOf, outputOf, type Flags } from './flags.ts';
import { selectorOf } from './labels.ts';
import { isData, print } from './printing.ts';
import { opening, scanning } from './scanning.ts';
import { readNothing } from './nothing.ts';

interface NetworkFlags extends Flags {
  readonly afterFix?: true;
  readonly hostNetwork?: string;
}

/** Pairs that one report can hold: half a gigabyte is the longest text there is. */
const MOST_PAIRS = 1_000_000;

/** All that the fixes of network weaknesses would change: doubts accepted, defaults taken, whoever else writes the object. */
const fixesOf = ({ result, snapshot }: Scan, catalogue: Catalogue): Fixes => {
  const ids = catalogue.map(({ id }) => id);
  const { chosen, left } = choose(result.findings, snapshot, catalogue, {
    checks: ids,
    objects: [],
    accept: ids,
    answers: {},
    override: 'hold',
  });
  return { changes: planChanges(snapshot, chosen, catalogue).map(({ change }) => change), left };
};

const aboutOf = (flags: Flags): ((pods: Pods) => boolean) | undefined => {
  const namespace = namespaceOf(flags);
  const selects = flags.selector === undefined ? undefined : selectorOf(flags.selector);
  if (namespace === undefined && !selects) return undefined;
  return (pods) => (namespace === undefined || pods.namespace === namespace) && (selects?.(pods.workload) ?? true);
};

const hostNetworkOf = ({ hostNetwork = 'pods' }: NetworkFlags): HostNetwork => {
  if (hostNetwork !== 'pods' && hostNetwork !== 'nodes')
    throw usage(`--host-network ${hostNetwork}: there is no such choice.`, 'Give pods or nodes.');
  return hostNetwork;
};

/** Exits 1 where fixes would cut what is declared. */
export const inspectNetwork: Work = (context, flags: NetworkFlags) => {
  const output = outputOf(flags, ['table', 'wide', 'json', 'yaml']);
  const [about, hostNetwork] = [aboutOf(flags), hostNetworkOf(flags)];
  return opening(context, flags, async (opened) => {
    const all = await context.catalogue();
    const catalogue = flags.afterFix ? all.filter(({ category }) => category === 'network') : [];
    const { selector: _labels, ...unlabelled } = flags;
    const { scan, problems } = await scanning({ ...context, catalogue: () => Promise.resolve(catalogue) }, unlabelled, opened);
    const { snapshot } = scan;
    const nothing = readNothing(context, flags, { target: opened.target, snapshot });
    assertPoliciesRead(snapshot);
    const fixes = flags.afterFix ? fixesOf(scan, catalogue) : undefined;
    const answer = inspectConnectivity(snapshot, { about, hostNetwork, changes: fixes?.changes });
    const pairs = connectionCount(answer.links);
    if (isData(flags) && pairs > MOST_PAIRS)
      throw usage(
        `${pairs} connections are more than one report can hold.`,
        'Narrow it with -n or -l, or look at the table, which groups them.',
      );
    const notChecked = snapshot.unread.filter(({ kind }) => [...NETWORK_KINDS, ...INTENT_KINDS].includes(kind));
    const report = isData(flags) ? networkReport(answer, fixes, opened.target.info, notChecked, problems) : undefined;
    await print(context, output, report, () => networkTable(answer, fixes, notChecked, output === 'wide' ? IN_FULL : BRIEF));
    if (nothing !== undefined) return nothing;
    return (answer.change?.declared.length ?? 0) > 0 ? EXIT.found : EXIT.ok;
  });
};
