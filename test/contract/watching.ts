import { describe, expect, it, onTestFinished } from 'vitest';
import type { Sighting, Target, Watched } from '../../src/app/target.ts';
import { kindOf, type Resource } from '../../src/core/resource.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { labelled, type Open, type Traits } from './harness.ts';
import { config, deployment, fresh, namespace } from './objects.ts';

const KINDS = ['Namespace', 'ConfigMap', 'apps/Deployment'];

/** The controller `root-ca-cert-publisher` writes it into each namespace, some time after the namespace was made. */
const PUBLISHED = 'kube-root-ca.crt';

interface Watching {
  readonly seen: readonly Sighting[];
  readonly watched: () => Watched | undefined;
  readonly end: () => Promise<void>;
  /** The last word on each object of the namespace but those that a control plane adds to it in its own time: `changed ConfigMap settings`. */
  readonly words: () => readonly string[];
}

const watching = (target: Target, since: Snapshot, ns: string): Watching => {
  const stop = new AbortController();
  const [seen, states]: [Sighting[], Watched[]] = [[], []];
  const ended = target.watch!({
    since,
    signal: stop.signal,
    onSeen: (sighting) => void seen.push(sighting),
    onWatched: (watched) => void states.push(watched),
  });
  const end = (): Promise<void> => {
    stop.abort();
    return ended;
  };
  onTestFinished(end);
  const words = (): readonly string[] => {
    const last = new Map(seen.map(({ ref, how }) => [`${kindOf(ref)} ${ref.name}`, { how, ref }]));
    const isOurs = (ref: Sighting['ref']): boolean => ref.name === ns || (ref.namespace === ns && ref.name !== PUBLISHED);
    return [...last].flatMap(([name, { how, ref }]) => (isOurs(ref) ? [`${how} ${name}`] : [])).sort();
  };
  return { seen, watched: () => states.at(-1), end, words };
};

const scene = async (open: Open, objects: (ns: string) => readonly Resource[]) => {
  const ns = fresh('watch');
  const made = objects(ns);
  const opened = await open([namespace(ns), ...made]);
  return { ...opened, ns, made, since: await opened.target.read({ kinds: KINDS }) };
};

export const describeWatching = (open: Open, { isWatched }: Traits): void =>
  void describe('watching', () => {
    if (!isWatched)
      return it('is not offered', async () => {
        expect('watch' in (await open([namespace(fresh('watch'))])).target).toBe(false);
      });

    it('tells what changes, what goes and what comes after it was read', async () => {
      const { target, outside, ns, made, since } = await scene(open, (space) => [config(space, 'a', {}), config(space, 'b', {})]);
      const { words, watched } = watching(target, since, ns);
      await expect.poll(() => watched()?.live).toBe(KINDS.length);
      await outside.edit(made[0]!, labelled('checked', 'yes'));
      await outside.remove(made[1]!);
      await outside.create(config(ns, 'c', {}));
      await expect.poll(words).toEqual(['changed ConfigMap a', 'gone ConfigMap b', 'new ConfigMap c']);
    });

    it('tells what changed between the reading and the beginning of the watch', async () => {
      const { target, outside, ns, made, since } = await scene(open, (space) => [config(space, 'a', {})]);
      await outside.edit(made[0]!, labelled('checked', 'yes'));
      const { words } = watching(target, since, ns);
      await expect.poll(words).toEqual(['changed ConfigMap a']);
    });

    it('says nothing of what is as it was read, and nothing once it is over', async () => {
      const { target, outside, ns, made, since } = await scene(open, (space) => [deployment(space, 'web'), config(space, 'a', {})]);
      const over = watching(target, since, ns);
      await over.end();
      await outside.edit(made[1]!, labelled('checked', 'yes'));
      const { words } = watching(target, since, ns);
      await expect.poll(words).toContain('changed ConfigMap a');
      expect(over.seen).toEqual([]);
      expect(words()).not.toContain('new apps/Deployment web');
    });
  });
