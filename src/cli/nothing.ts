import { EXIT, type ExitCode } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Context, Opened } from './context.ts';
import type { Flags } from './flags.ts';

interface ReadFrom {
  readonly target: Opened['target'];
  readonly snapshot: Snapshot;
}

/** Where namespaces may not be listed, nobody knows whether this one is there; what could not be read is told besides. */
const isNowhere = (snapshot: Snapshot, namespace: string): boolean =>
  !snapshot.unread.some(({ kind }) => kind === 'Namespace') &&
  !snapshot.list('Namespace').some(({ metadata }) => metadata.name === namespace);

/** No object was read of what was asked for. */
export const isBlank = (snapshot: Snapshot, namespace: string | undefined): boolean =>
  namespace === undefined ? snapshot.isEmpty() : isNowhere(snapshot, namespace);

/** The exit code where no object was read: then nothing was found because nothing was looked at. */
export const readNothing = ({ terminal }: Context, { namespace }: Flags, { target, snapshot }: ReadFrom): ExitCode | undefined => {
  const { type, name } = target.info;
  const tell = (why: string): void => terminal.err(`${terminal.paint('red', 'error:')} ${why} ${printable(name)}, so nothing was checked.`);
  if (!isBlank(snapshot, namespace)) return undefined;
  if (namespace !== undefined) {
    tell(`There is no namespace ${printable(namespace)} in`);
    return EXIT.usage;
  }
  tell(type === 'manifests' ? 'No Kubernetes object was found in' : 'No object may be read on');
  return type === 'manifests' ? EXIT.usage : EXIT.cluster;
};
