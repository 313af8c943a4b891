import { EXIT, Failure, usage } from '../app/errors.ts';
import type { Catalogue, Remediation } from '../core/remediation.ts';
import type { Kind } from '../core/resource.ts';
import type { Snapshot, Unread } from '../core/snapshot.ts';
import type { Flags } from './flags.ts';
import { isBlank } from './nothing.ts';
import { namesObject, objectOf, type NamedByKind } from './objects.ts';
import { unknown } from './unknown.ts';

/** What the words behind a command mean: ids of remediations, and objects. Without any of one sort, all of it is meant. */
export interface Named {
  readonly checks: readonly string[];
  readonly objects: readonly NamedByKind[];
}

/** Throws a Failure for an id that the catalogue does not have, with what may have been meant. */
export const knownCheck = (catalogue: Catalogue, id: string): string => {
  if (catalogue.some((remediation) => remediation.id === id)) return id;
  throw unknown(
    'remediation',
    id,
    catalogue.map((remediation) => remediation.id),
    '`kubeharden explain` lists them all.',
  );
};

/** Throws a Failure for a name beside a selector, as kubectl does: one of the two would be passed over in silence. */
export const namedIn = (words: readonly string[], catalogue: Catalogue, { selector }: Flags): Named => {
  const objects = words.filter(namesObject).map(objectOf);
  if (selector !== undefined && objects.length > 0)
    throw usage('An object cannot be named beside -l.', 'Leave out the name or the selector.');
  return { checks: words.filter((word) => !namesObject(word)).map((id) => knownCheck(catalogue, id)), objects };
};

/** Whether a check is meant: what could not decide over other kinds of objects says nothing about the ones that are named. */
export const concerns = ({ id, kinds }: Remediation, { checks, objects }: Named): boolean =>
  (checks.length === 0 || checks.includes(id)) && (objects.length === 0 || kinds.some((kind) => objects.some(({ isOf }) => isOf(kind))));

/** Where the object could stand and nobody could look. */
const unseen = ({ unread }: Snapshot, { isOf }: NamedByKind, namespace: string | undefined): Unread | undefined =>
  unread.find(({ kind, onlyIn }) => isOf(kind) && (onlyIn === undefined || onlyIn !== namespace));

/** Throws a Failure for an object that was named and that none of these kinds has, unless there is none at all. */
export const assertThere = (snapshot: Snapshot, kinds: readonly Kind[], { objects }: Named, namespace: string | undefined): void => {
  if (isBlank(snapshot, namespace)) return;
  for (const object of objects) {
    const { text, matches } = object;
    if (kinds.some((kind) => snapshot.list(kind, namespace).some((resource) => matches(snapshot.ref(resource))))) continue;
    if (namespace !== undefined && matches({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) continue;
    const where = namespace === undefined ? '' : ` in ${namespace}`;
    const hidden = unseen(snapshot, object, namespace);
    if (hidden)
      throw new Failure(EXIT.cluster, `${text}${where} could not be looked for: ${hidden.kind} could not be read (${hidden.reason}).`, [
        'Ask for the right to list them (`kubectl auth can-i --list`), or name a namespace where you have it with -n.',
      ]);
    throw usage(
      `There is no ${text}${where} that kubeharden looks at.`,
      'Give it as KIND/NAME, such as deployment/web, and its namespace with -n.',
    );
  }
};
