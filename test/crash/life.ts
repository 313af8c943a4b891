import type { Target } from '../../src/app/target.ts';
import type { Disk } from '../../src/journal/disk.ts';
import { around, Crash } from '../journal/disks.ts';

/** One process: everything that it does to the world outside goes through `act`. `half`: what of it remains if the process dies within it. */
export interface Life {
  act<T>(name: string, work: () => Promise<T>, half?: (disk: Disk) => Promise<void>): Promise<T>;
}

/** A life that ends before its nth operation, counted from 0, or half through it; nothing is done after that. */
export const lifeUntil = (nth: number, when: 'before' | 'within', disk: Disk): Life => {
  let count = 0;
  return {
    async act(_name, work, half) {
      if (count > nth) throw new Crash();
      if (count++ < nth) return work();
      if (when === 'within') await half?.(disk);
      throw new Crash();
    },
  };
};

/** A life that is looked at before each of its operations. */
export const watchedLife = (look: (name: string, half: ((disk: Disk) => Promise<void>) | undefined) => Promise<void>): Life => ({
  async act(name, work, half) {
    await look(name, half);
    return work();
  },
});

export const immortal: Life = { act: (_name, work) => work() };

/** A process that dies while it writes a file leaves half of it. */
export const diskIn = (life: Life, disk: Disk): Disk =>
  around(disk, (name, args, real) => {
    const [path = '', content = ''] = args;
    const half = (of: Disk): Promise<void> => of.create(path, content.slice(0, content.length / 2));
    return life.act(name, real, name === 'create' ? half : undefined);
  });

export const targetIn = (life: Life, target: Target): Target => ({
  info: target.info,
  read: (options) => life.act('read', () => target.read(options)),
  get: (ref) => life.act('get', () => target.get(ref)),
  denials: (changes) => life.act('denials', () => target.denials(changes)),
  preview: (change) => life.act('preview', () => target.preview(change)),
  write: (change, approved) => life.act('write', () => target.write(change, approved)),
  rollout: (ref) => life.act('rollout', () => target.rollout(ref)),
  release: (ref, recorded) => life.act('release', () => target.release(ref, recorded)),
  close: () => target.close(),
});
