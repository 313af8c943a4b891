import type { NamedObjects } from '../app/undoing.ts';
import { usage } from '../app/errors.ts';
import type { Scan } from '../app/scan.ts';
import type { Catalogue } from '../core/remediation.ts';
import { kindsRead } from '../core/scan.ts';
import type { Flags } from './flags.ts';
import { namesObject, objectOf } from './objects.ts';
import { unknown } from './unknown.ts';

/** What the words behind a command mean: ids of remediations, and objects. Without any of one sort, all of it is meant. */
export interface Named {
  readonly checks: readonly string[];
  readonly objects: readonly NamedObjects[];
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

export const namedIn = (words: readonly string[], catalogue: Catalogue): Named => ({
  checks: words.filter((word) => !namesObject(word)).map((id) => knownCheck(catalogue, id)),
  objects: words.filter(namesObject).map(objectOf),
});

/** Throws a Failure for an object that was named and is not there. */
export const assertThere = ({ snapshot }: Scan, catalogue: Catalogue, { objects }: Named, { namespace }: Flags): void => {
  for (const { text, matches } of objects) {
    const isThere = kindsRead(catalogue).some((kind) => snapshot.list(kind, namespace).some((resource) => matches(snapshot.ref(resource))));
    if (isThere || (namespace !== undefined && matches({ apiVersion: 'v1', kind: 'Namespace', name: namespace }))) continue;
    const where = namespace === undefined ? '' : ` in ${namespace}`;
    throw usage(
      `There is no ${text}${where} that kubeharden looks at.`,
      'Give it as KIND/NAME, such as deployment/web, and its namespace with -n.',
    );
  }
};
