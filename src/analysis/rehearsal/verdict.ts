import { field, items, text, type Resource } from '../../core/resource.ts';
import { printable } from '../../core/printable.ts';
import { CRASHES, NO_IMAGE, NOT_STARTED } from '../neverStarts.ts';
import { rehearsalOf, NEVER_MET } from './pod.ts';

/** What a pod shows at one moment. */
export type Verdict =
  /** Nothing can be said yet. */
  | { readonly state: 'waits'; readonly detail: string }
  /** All containers are ready by their own probes, though the pod is not; a Job's pod is when it has ended well. */
  | { readonly state: 'ready'; readonly over: boolean }
  | { readonly state: 'failed'; readonly reason: string; readonly message: string; readonly container: string }
  /** Something that says nothing about the change; `final` where waiting does not help. */
  | { readonly state: 'inconclusive'; readonly reason: string; readonly final: boolean };

type Status = Readonly<Record<string, unknown>>;

const statusesOf = (pod: Resource): readonly Status[] =>
  ['initContainerStatuses', 'containerStatuses'].flatMap((list) => items(field(pod, 'status', list)));

const condition = (pod: Resource, type: string): Status | undefined =>
  items(field(pod, 'status', 'conditions')).find((entry) => entry['type'] === type);

const words = (value: unknown): string => printable(text(value) ?? '').slice(0, 500);

const endOf = (status: Status): Status | undefined =>
  [field(status, 'state', 'terminated'), field(status, 'lastState', 'terminated')].flatMap((end) => items([end]))[0];

const howItEnded = (status: Status): string => {
  const end = endOf(status);
  const reason = words(end?.['reason']);
  const code = end?.['exitCode'];
  return [reason === 'Error' ? '' : reason, typeof code === 'number' ? `exit code ${code}` : '', words(end?.['message'])]
    .filter((part) => part !== '')
    .join(', ');
};

const failed = (status: Status, reason: string, message: string): Verdict => ({
  state: 'failed',
  reason,
  message,
  container: words(status['name']),
});

const ofContainer = (status: Status): Verdict | undefined => {
  const waiting = words(field(status, 'state', 'waiting', 'reason'));
  const message = words(field(status, 'state', 'waiting', 'message'));
  if (NOT_STARTED.includes(waiting)) return failed(status, waiting, message);
  if (waiting === CRASHES) return failed(status, waiting, howItEnded(status));
  if (NO_IMAGE.includes(waiting)) return { state: 'inconclusive', reason: `image pull: ${waiting}`, final: true };
  const restarts = status['restartCount'];
  if (typeof restarts === 'number' && restarts >= 2) return failed(status, CRASHES, howItEnded(status));
  return undefined;
};

/** Ended by others, or by the deadline: the program had no say. */
const ENDED_BY_OTHERS = ['Evicted', 'DeadlineExceeded', 'NodeLost', 'Shutdown', 'NodeShutdown', 'Terminated', 'UnexpectedAdmissionError'];

const ofPhase = (pod: Resource): Verdict | undefined => {
  const phase = field(pod, 'status', 'phase');
  if (phase === 'Succeeded') return { state: 'ready', over: true };
  if (phase !== 'Failed') return undefined;
  const reason = words(field(pod, 'status', 'reason'));
  const broken = statusesOf(pod).find((status) => endOf(status) !== undefined && endOf(status)?.['exitCode'] !== 0);
  if (ENDED_BY_OTHERS.includes(reason) || !broken)
    return { state: 'inconclusive', reason: `the pod was ended: ${reason || 'for no reason that it tells'}`, final: true };
  return failed(broken, 'Error', howItEnded(broken));
};

const IGNORED = 'it was removed at once: its node took it for ready without its readiness gate, so its Services may have sent it traffic';

/** Judges a rehearsal's pod by what it shows now. */
export const verdictOn = (pod: Resource): Verdict => {
  if (field(pod, 'metadata', 'deletionTimestamp') !== undefined)
    return { state: 'inconclusive', reason: 'somebody deleted the pod', final: true };
  if (condition(pod, 'Ready')?.['status'] === 'True') return { state: 'inconclusive', reason: IGNORED, final: true };
  const broken = statusesOf(pod)
    .map(ofContainer)
    .find((verdict) => verdict !== undefined);
  const ended = broken ?? ofPhase(pod);
  if (ended) return ended;
  if (condition(pod, 'ContainersReady')?.['status'] === 'True') return { state: 'ready', over: false };
  const scheduled = condition(pod, 'PodScheduled');
  if (scheduled?.['status'] === 'False')
    return { state: 'inconclusive', reason: `no node takes it: ${words(scheduled['message'] ?? scheduled['reason'])}`, final: false };
  const waiting = statusesOf(pod).map((status) => words(field(status, 'state', 'waiting', 'reason')));
  return { state: 'waits', detail: waiting.find((reason) => reason !== '') ?? 'its containers are not ready' };
};

/** Why the pod as the server stored it may be more than a rehearsal: something on the way changed what keeps it apart. */
export const unsafeAsStored = (pod: Resource): string | undefined => {
  const gates = items(field(pod, 'spec', 'readinessGates')).map((gate) => gate['conditionType']);
  if (!gates.includes(NEVER_MET)) return 'the server took its readiness gate away: Services would send it traffic';
  const other = gates.find((gate) => gate !== NEVER_MET);
  if (other !== undefined)
    return `the server gave it readiness gate ${words(other)}: a load balancer may send it traffic although it is not ready`;
  if (rehearsalOf(pod) === undefined) return 'the server took away what marks it as a rehearsal';
  if (!items(field(pod, 'metadata', 'ownerReferences')).some((owner) => owner['controller'] === true))
    return 'the server took its controller away: a workload would adopt it';
  return undefined;
};
