import { EXIT, Failure, Refused } from '../app/errors.ts';
import { groupOf, kindOf, type Kind, type Ref, type Resource } from '../core/resource.ts';
import { printable } from '../core/printable.ts';
import { discoverer, refPath, type Discover, type Discovery, type Served } from './discovery.ts';
import { unexpected } from './failures.ts';
import { SECRET, secretsIn } from './secrets.ts';
import { ok, reasonOf, type Answer } from './status.ts';
import type { Transport } from './transport.ts';

/** One API server, and as whom its fields are written. */
export interface Api {
  readonly transport: Transport;
  readonly discover: Discover;
  readonly fieldManager: string;
}

/** Secrets come without their data, whatever is done to them. */
export const acceptFor = (kind: Kind): { readonly accept?: string } => (kind === 'Secret' ? { accept: SECRET } : {});

/** The object of an answer to a request made with `acceptFor`. */
export const objectIn = (served: Served, answer: Answer): Resource =>
  (served.kind === 'Secret'
    ? secretsIn(answer.body)[0]
    : { apiVersion: served.apiVersion, kind: served.name, ...(answer.body as object) }) as Resource;

/** How the server serves an object's kind. Throws Refused where it does not. */
export const servedAs = async (api: Api, ref: Ref): Promise<Served> => {
  const kind = kindOf(ref);
  const served = (await api.discover([kind])).find(ref);
  if (!served) throw new Refused(`The server does not serve ${printable(kind)}.`, ['Install what defines it first.']);
  return served;
};

/** The server's word that there is no such object; a 404 of what stands before it, or of a path that it does not know, is none. */
const isAbsent = (answer: Answer): boolean => answer.status === 404 && reasonOf(answer) === 'NotFound';

/** Undefined where its kind is not served. */
const asked = async (
  api: Api,
  ref: Ref,
  discovery: Discovery,
): Promise<{ readonly served: Served; readonly answer: Answer } | undefined> => {
  const served = discovery.find(ref);
  if (!served && discovery.silent.has(groupOf(ref.apiVersion)))
    throw new Failure(
      EXIT.cluster,
      `${ref.kind} ${printable(ref.name)} cannot be read: the server of ${groupOf(ref.apiVersion)} does not answer.`,
    );
  if (!served) return undefined;
  return { served, answer: await api.transport.send({ method: 'GET', path: refPath(served, ref), ...acceptFor(kindOf(ref)) }) };
};

/** One object, whole and fresh; undefined where there is none. Throws a Failure where it may not be read, or its server does not answer. */
export const getObject = async (api: Api, ref: Ref): Promise<Resource | undefined> => {
  const kind = kindOf(ref);
  let found = await asked(api, ref, await api.discover([kind]));
  const isUnknown = found?.answer.status === 404 && !isAbsent(found.answer);
  if (isUnknown) found = await asked(api, ref, await discoverer(api.transport)([kind])); // its kind may have gone since the server was asked
  if (!found || isAbsent(found.answer)) return undefined;
  const { served, answer } = found;
  if (!ok(answer)) throw unexpected(`${served.name} ${printable(ref.name)} cannot be read`, answer);
  return objectIn(served, answer);
};
