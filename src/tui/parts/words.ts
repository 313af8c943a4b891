import type { Finding, FixKind } from '../../core/finding.ts';
import { describeRef, type Ref } from '../../core/resource.ts';
import type { Severity } from '../../core/remediation.ts';
import { widthOf } from '../../report/width.ts';
import { span, type Span } from '../line.ts';
import type { Style } from '../theme.ts';

const MARKS: Readonly<Record<Severity, string>> = { critical: 'C!', high: 'H^', medium: 'M=', low: 'L.' };

/** Two characters that tell the severity without colour. */
export const severityMark = (severity: Severity): Span => span(MARKS[severity], severity);

export const FIX_STYLES: Readonly<Record<FixKind, Style>> = { auto: 'good', guard: 'warn', input: 'accent', guide: 'dim', owned: 'dim' };

/** What the kind of fix means for a person, in a sentence. */
export const fixSentence = (finding: Finding): string => {
  switch (finding.fix) {
    case 'auto':
      return 'automatic: it can be applied and taken back';
    case 'guard':
      return 'can be applied, but something speaks against doing it unseen';
    case 'input':
      return 'needs a value that only you know';
    case 'guide':
      return 'outside the API: steps to follow';
    case 'owned':
      return `${finding.owner?.tool ?? 'someone else'} "${finding.owner?.name ?? ''}" writes this object: change it at its source`;
  }
};

const SHORT: Readonly<Record<string, string>> = {
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  ReplicaSet: 'rs',
  ServiceAccount: 'sa',
  Namespace: 'ns',
  NetworkPolicy: 'netpol',
  ClusterRoleBinding: 'crb',
  RoleBinding: 'rb',
  ClusterRole: 'cr',
  ConfigMap: 'cm',
  Service: 'svc',
  CronJob: 'cj',
  Job: 'job',
  Pod: 'pod',
  Secret: 'secret',
};

/** `deploy/checkout`, as kubectl's short names have it. */
export const shortObject = ({ kind, name }: { readonly kind: string; readonly name: string }): string =>
  `${SHORT[kind] ?? kind.toLowerCase()}/${name}`;

/** `payments/deploy/checkout`, for where room is scarce. */
export const placedObject = (ref: Ref): string => `${ref.namespace === undefined ? '' : `${ref.namespace}/`}${shortObject(ref)}`;

/** The whole name where there is room for it, else kubectl's short one. */
export const objectWithin = (ref: Ref, room: number): string => {
  const whole = describeRef(ref);
  return widthOf(whole) <= room ? whole : placedObject(ref);
};

/** The whole names of a list where there is room for each of them, else kubectl's short ones: never some of both. */
export const namesWithin = (refs: readonly Ref[], room: number): ((ref: Ref) => string) =>
  refs.every((ref) => widthOf(describeRef(ref)) <= room) ? describeRef : placedObject;

/** `12:03:41` of an ISO time, as it stands there. */
export const clockOf = (iso: string): string => iso.slice(11, 19);

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
