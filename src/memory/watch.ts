import type { WatchOptions } from '../app/target.ts';
import { kindOf, refOf } from '../core/resource.ts';
import type { MemoryServer } from './server.ts';
import type { Write } from './store.ts';

/** Tells what becomes of the objects of a snapshot until the signal aborts. */
export const watchMemory = async (server: MemoryServer, { since, onSeen, onWatched, signal }: WatchOptions): Promise<void> => {
  const versions = since.facts.versions ?? {};
  if (signal.aborted) return;
  const seen = ({ resource, how, version }: Write): void => {
    const [of, ref] = [versions[kindOf(resource)], refOf(resource)];
    if (
      !of ||
      version <= Number(of.version) ||
      (of.namespace !== undefined && ref.namespace !== undefined && ref.namespace !== of.namespace)
    )
      return;
    const known = since.get(ref);
    const isRead = known !== undefined && !since.isSynthetic(known);
    onSeen({ ref, version: String(version), how: how === 'removed' ? 'gone' : isRead ? 'changed' : 'new' });
  };
  onWatched({ live: Object.keys(versions).length, cut: 0, lost: 0, off: 0 });
  const end = server.watch(seen);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  end();
};
