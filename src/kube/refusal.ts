import { Refused } from '../app/errors.ts';
import { describeRef, type Ref } from '../core/resource.ts';
import { printable } from '../core/printable.ts';
import { causesOf, messageOf, type Answer } from './status.ts';

/** The server said no, in its own words. */
export const refusal = (ref: Ref, answer: Answer): Refused =>
  new Refused(`The server refuses the change of ${printable(describeRef(ref))}: ${messageOf(answer)}`, causesOf(answer));

/** RBAC's no, as against that of an admission plugin: `User "x" cannot patch resource "deployments" …`. */
const isForbidden = (answer: Answer): boolean => answer.status === 403 && /\bcannot \w+ resource\b/.test(messageOf(answer));

const lacksDryRun = (answer: Answer): boolean => answer.status === 400 && /does not support dry run/i.test(messageOf(answer));

/** Why a dry-run could not be made, though the change itself may be sound; undefined where the change was refused. */
export const whyUnverified = (answer: Answer): string | undefined => {
  if (isForbidden(answer)) return `not verified by the server, which does not let you try: ${messageOf(answer)}`;
  return lacksDryRun(answer) ? `not verified by the server: ${messageOf(answer)}` : undefined;
};
