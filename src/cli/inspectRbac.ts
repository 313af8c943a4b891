import { authorize, whoCan } from '../analysis/rbac/authorize.ts';
import { defaultRole } from '../analysis/rbac/defaultRoles.ts';
import { difference } from '../analysis/rbac/difference.ts';
import { RBAC_KINDS } from '../analysis/rbac/grants.ts';
import { reachedAs } from '../analysis/rbac/identity.ts';
import { overviewOf } from '../analysis/rbac/overview.ts';
import { profileOf } from '../analysis/rbac/profile.ts';
import { describeRequest, type Request } from '../analysis/rbac/request.ts';
import { rulesOf, type Rule } from '../analysis/rbac/rules.ts';
import { EXIT, usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { describeRef, kindOf, type Kind, type Ref } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { WORKLOAD_KINDS } from '../core/workload.ts';
import { coverageLines, coverageReport, holdersLines, holdersReport, verdictLines, verdictReport } from '../report/rbacAnswerReport.ts';
import type { RbacSource } from '../report/rbacNames.ts';
import { overviewLines, overviewReport } from '../report/rbacOverviewReport.ts';
import { profileLines, profileReport } from '../report/rbacProfileReport.ts';
import type { Work } from './command.ts';
import type { Context } from './context.ts';
import { namespaceOf, outputOf, type Flags } from './flags.ts';
import { inspectAuditLog } from './inspectAuditLog.ts';
import { unknown } from './unknown.ts';
import { print } from './printing.ts';
import { askedOf, elsewhereOf, requestOf, roleRefOf, type RbacFlags } from './rbacQuestion.ts';
import { opening, tellProblems } from './scanning.ts';
import { readNothing } from './nothing.ts';

/** What a question makes of what was read. */
interface Answer {
  readonly report: unknown;
  readonly lines: (columns: number) => readonly string[];
  readonly exit: number;
}

interface Question {
  readonly kinds: readonly Kind[];
  readonly answer: (snapshot: Snapshot, source: RbacSource) => Answer;
}

/** What somebody can become depends on who runs where, and on tokens in Secrets. */
const ALL_KINDS: readonly Kind[] = [...RBAC_KINDS, ...WORKLOAD_KINDS, 'ServiceAccount', 'Namespace', 'Secret'];

const telling = (context: Context, request: Request): void => {
  const hint = elsewhereOf(request);
  if (hint !== undefined) context.terminal.err(printable(hint));
};

const can = (context: Context, flags: RbacFlags, words: readonly string[]): Question => {
  const [request, asked, namespace] = [requestOf('--can', words), askedOf(flags), namespaceOf(flags)];
  if (!asked) throw usage('Who is it that may or may not?', 'Name somebody with --as SUBJECT, --user NAME or --group NAME.');
  telling(context, request);
  return {
    kinds: RBAC_KINDS,
    answer(snapshot, source) {
      const verdict = authorize(reachedAs(asked.identity, asked.groups), request, namespace, snapshot);
      const report = verdictReport(source, asked, { request: describeRequest(request), namespace }, verdict);
      return { report, lines: () => verdictLines(report), exit: verdict.allowed ? EXIT.ok : EXIT.found };
    },
  };
};

const who = (context: Context, flags: RbacFlags, words: readonly string[]): Question => {
  const [request, namespace] = [requestOf('--who-can', words), namespaceOf(flags)];
  telling(context, request);
  return {
    kinds: RBAC_KINDS,
    answer(snapshot, source) {
      const report = holdersReport(source, { request: describeRequest(request), namespace }, whoCan(request, namespace, snapshot));
      return { report, lines: (columns) => holdersLines(report, columns), exit: EXIT.ok };
    },
  };
};

/** Files need not hold the default roles. */
const rulesAt = (ref: Ref, snapshot: Snapshot): readonly Rule[] => {
  const role = snapshot.get(ref) ?? (ref.kind === 'ClusterRole' ? defaultRole(ref.name) : undefined);
  if (role) return rulesOf(role, snapshot);
  const names = snapshot.list(kindOf(ref), ref.namespace).map(({ metadata }) => metadata.name);
  throw unknown(describeRef(ref).replace(` ${ref.name}`, ''), ref.name, names, 'Roles are looked for in what -f or the context names.');
};

const covering = (flags: RbacFlags): Question => {
  const { role, covers } = flags;
  if (role === undefined || covers === undefined)
    throw usage('--role and --covers go together.', 'Write --role clusterrole/A --covers clusterrole/B: what does B grant and A not?');
  const [owner, servant] = [roleRefOf('--role', role, namespaceOf(flags)), roleRefOf('--covers', covers, namespaceOf(flags))];
  return {
    kinds: RBAC_KINDS,
    answer(snapshot, source) {
      const missing = difference(rulesAt(servant, snapshot), rulesAt(owner, snapshot));
      const report = coverageReport(source, describeRef(owner), describeRef(servant), missing);
      return { report, lines: () => coverageLines(report), exit: missing.length > 0 ? EXIT.found : EXIT.ok };
    },
  };
};

const everything = (flags: RbacFlags): Question => {
  const asked = askedOf(flags);
  return {
    kinds: ALL_KINDS,
    answer(snapshot, source) {
      if (!asked) {
        const report = overviewReport(source, overviewOf(snapshot));
        return { report, lines: (columns) => overviewLines(report, columns), exit: EXIT.ok };
      }
      const report = profileReport(source, profileOf(asked.identity, asked.groups, snapshot));
      return { report, lines: (columns) => profileLines(report, columns), exit: EXIT.ok };
    },
  };
};

const questionOf = (context: Context, flags: RbacFlags): Question => {
  if (flags.can) return can(context, flags, flags.can);
  if (flags.whoCan) return who(context, flags, flags.whoCan);
  return flags.role !== undefined || flags.covers !== undefined ? covering(flags) : everything(flags);
};

const ASKING = ['can', 'whoCan', 'auditLog', 'covers'] as const;

const refuseUnclear = (flags: RbacFlags): void => {
  if (flags.selector !== undefined) throw usage('-l has no meaning for rights.', 'Leave it out; -n narrows what is looked at.');
  if (ASKING.filter((flag) => flags[flag] !== undefined).length > 1)
    throw usage('That is more than one question.', 'Give one of --can, --who-can, --covers and --audit-log.');
};

/** `--as` names the subject here, and no one to act as. Exits 1 where something is not allowed, or not covered. */
export const inspectRbac: Work = async (context, flags: RbacFlags) => {
  refuseUnclear(flags);
  const [output, namespace] = [outputOf(flags, ['table', 'json', 'yaml']), namespaceOf(flags)];
  if (flags.auditLog !== undefined) return inspectAuditLog(context, flags, flags.auditLog);
  const question = questionOf(context, flags);
  const { as: _as, asGroup: _groups, ...plain }: Flags = flags;
  return opening(context, plain, async ({ target }) => {
    const snapshot = await target.read({ kinds: question.kinds, ...(namespace === undefined ? {} : { namespace }) });
    const problems = target.problems?.() ?? [];
    tellProblems(context, problems);
    const answer = question.answer(snapshot, { target: target.info, notChecked: snapshot.unread, problems });
    await print(context, output, answer.report, answer.lines);
    return readNothing(context, {}, { target, snapshot }) ?? answer.exit;
  });
};
