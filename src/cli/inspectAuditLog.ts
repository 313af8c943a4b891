import { leastPrivilege } from '../analysis/rbac/audit/leastPrivilege.ts';
import type { Use } from '../analysis/rbac/audit/uses.ts';
import { describeIdentity, keyOf } from '../analysis/rbac/identity.ts';
import { EXIT, usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { leastPrivilegeLines, leastPrivilegeList } from '../report/leastPrivilegeReport.ts';
import { readAuditLog } from './auditLog.ts';
import type { Context } from './context.ts';
import { namespaceOf, outputOf } from './flags.ts';
import { print } from './printing.ts';
import { askedOf, type RbacFlags } from './rbacQuestion.ts';

/** The parts of a cluster have roles of their own, which the API server keeps. */
const isComponent = ({ identity }: Use): boolean => identity.kind === 'User' && identity.name.startsWith('system:');

/** The smallest Roles and bindings for what an audit log shows; needs no cluster. */
export const inspectAuditLog = async (context: Context, flags: RbacFlags, file: string): Promise<number> => {
  if (flags.filename) throw usage('--audit-log needs no manifests.', 'Leave out -f.');
  const [output, asked, namespace] = [outputOf(flags, ['table', 'json', 'yaml']), askedOf(flags), namespaceOf(flags)];
  const log = await readAuditLog(file);
  const isMeant = (use: Use): boolean => (asked ? keyOf(use.identity) === keyOf(asked.identity) : !isComponent(use));
  const meant = log.uses.filter((use) => isMeant(use) && (namespace === undefined || use.namespace === namespace));
  const { terminal } = context;
  if (log.unreadable > 0)
    terminal.err(`${terminal.paint('yellow', 'warning:')} ${log.unreadable} lines are no audit events, and were left out`);
  if (log.refused > 0) terminal.err(`${log.refused} of ${log.events} requests were refused: they used no right`);
  if (asked && meant.length === 0) terminal.err(`${printable(describeIdentity(asked.identity))} used nothing but what everybody may do`);
  const needed = leastPrivilege(meant);
  await print(context, output, leastPrivilegeList(needed), (columns) => leastPrivilegeLines(needed, columns));
  return EXIT.ok;
};
