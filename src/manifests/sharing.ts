import type { Known } from './known.ts';
import type { Listed } from './listing.ts';

/** The files that two threads read together, and which of them are taken: one thread goes forwards, the other backwards. */
export interface Shared {
  readonly files: readonly Listed[];
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** What the other thread says: the files that it has read, by their place; null after the last. */
export type Said = ReadonlyMap<number, Known> | null;

export const sharing = (files: readonly Listed[]): Shared => ({
  files,
  taken: new Int32Array(new SharedArrayBuffer(files.length * Int32Array.BYTES_PER_ELEMENT)),
});

/** Takes a file for the thread that asks; false where the other has it. */
export const take = ({ taken }: Shared, at: number): boolean => Atomics.compareExchange(taken, at, 0, 1) === 0;
