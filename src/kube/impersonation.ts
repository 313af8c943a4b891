import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { isRecord } from '../core/resource.ts';
import type { Context } from './contexts.ts';
import { headerValue } from './headerValue.ts';

type Headers = Readonly<Record<string, string | string[]>>;
type Whom = Readonly<Record<string, unknown>>;

interface Flags {
  readonly as?: string;
  readonly asGroups?: readonly string[];
}

/** Throws for what cannot be sent: to leave it away would act as somebody else. */
type Check = (name: string, value: unknown) => string;

const checkOf =
  ({ name, file }: { readonly name: string; readonly file: string }): Check =>
  (field, value) => {
    const sent = typeof value === 'string' ? headerValue(value) : undefined;
    if (sent !== undefined) return sent;
    const why = typeof value === 'string' ? 'has a line break or another control character in it' : 'is no text';
    throw new Failure(EXIT.cluster, `\`${field}\` of the user "${printable(name)}" cannot be sent: it ${why}.`, [
      `Correct it in ${file}, or choose another context with \`--context NAME\`.`,
    ]);
  };

const checkFlag: Check = (flag, value) => {
  const sent = headerValue(String(value));
  if (sent !== undefined) return sent;
  throw new Failure(EXIT.usage, `\`${flag}\` has a line break or another control character in it.`, ['Give a name without.']);
};

const all = (name: string, values: unknown, check: Check): string[] => {
  const given = values ?? [];
  return Array.isArray(given) ? given.map((value) => check(name, value)) : [check(name, undefined)];
};

/** Percent-encoded but for what names of headers may hold. */
const extraName = (name: string): string =>
  `impersonate-extra-${encodeURIComponent(name.toWellFormed().toLowerCase()).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))}`;

const detailsOf = (whom: Whom, check: Check): Headers => {
  const [uid, extra] = [whom['as-uid'] ?? '', whom['as-user-extra']];
  const extras = isRecord(extra) ? Object.entries(extra) : [];
  return {
    ...(uid === '' ? {} : { 'impersonate-uid': check('as-uid', uid) }),
    ...Object.fromEntries(extras.map(([name, values]) => [extraName(name), all('as-user-extra', values, check)])),
  };
};

/** The headers of `--as` and `--as-group`, else of the kubeconfig's `as`, `as-groups`, `as-uid` and `as-user-extra`. */
export const impersonation = ({ user }: Context, flags: Flags): Headers => {
  const isAsked = flags.as !== undefined;
  const [whom, check]: [Whom, Check] = user && !isAsked ? [user.body, checkOf(user)] : [{}, checkFlag];
  const as = isAsked ? checkFlag('--as', flags.as) : check('as', whom['as'] ?? '');
  const groups = flags.asGroups?.length ? all('--as-group', flags.asGroups, checkFlag) : all('as-groups', whom['as-groups'], check);
  if (as === '') {
    if (groups.length === 0) return {};
    throw new Failure(EXIT.usage, 'Groups can only be impersonated together with a user.', ['Add `--as USER`.']);
  }
  return { 'impersonate-user': as, ...(groups.length > 0 ? { 'impersonate-group': groups } : {}), ...detailsOf(whom, check) };
};
