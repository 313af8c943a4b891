import { join } from 'node:path';
import { withHiddenWords } from '../app/hiddenWords.ts';
import { inParallel } from '../app/parallel.ts';
import type { Run, Step } from '../app/run.ts';
import { FILES_AT_ONCE, replaceFile, writeAtomically } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { writeManifests } from './manifestFiles.ts';
import { assertNoSecrets } from './noSecrets.ts';
import { readRun, whySetAside, type RunRead } from './readRun.ts';
import { folderMaker } from './runFolders.ts';
import { headerOf, stepOf, stepsOf, type Header, type NumberedStep } from './runPaths.ts';
import { seal } from './seal.ts';
import { MIGRATIONS, schemaAfter } from './migrations.ts';

/** What the files of a run hold; weak, so that a listing keeps no run in memory. */
interface Standing {
  readonly header: string;
  readonly steps: WeakRef<Step>[];
}

const sealedHeader = (run: Run, schema: number): string => {
  const header: Header = { ...run, steps: run.steps.length };
  return seal(schema, { ...header, schema });
};

/**
 * The runs of one target, each a header and a file per step, of which a save writes those that changed. Steps come before
 * the header that counts them: a header without one of its steps is damaged, never early.
 */
export class RunFiles {
  readonly #disk: Disk;
  readonly #place: string;
  readonly #migrations: typeof MIGRATIONS;
  #standing = new Map<string, Standing>();
  #manifests = new Map<string, string>();
  #folder: (path: string) => Promise<void>;

  constructor(disk: Disk, place: string, migrations = MIGRATIONS) {
    this.#disk = disk;
    this.#place = place;
    this.#migrations = migrations;
    this.#folder = folderMaker(disk);
  }

  /** Another process may have written since: the next save of a run writes all of it. */
  forget(): void {
    this.#standing.clear();
    this.#manifests.clear();
    this.#folder = folderMaker(this.#disk);
  }

  /** Sets a damaged run aside. */
  async read(id: string): Promise<RunRead> {
    const read = await readRun(this.#disk, this.#place, id, this.#migrations);
    if (read.state !== 'sound') this.#standing.delete(id);
    else if (!this.#standing.has(id))
      this.#standing.set(id, { header: this.#header(read.run), steps: read.run.steps.map((step) => new WeakRef(step)) });
    return read;
  }

  /** What is wrong with a run whose header stands in this file, set aside. */
  whySetAside(id: string, file: string): Promise<string> {
    return whySetAside(this.#disk, this.#place, id, file, this.#migrations);
  }

  /** Costs what changed since the last save: steps are compared by identity. Throws what the disk throws. */
  async save(run: Run): Promise<void> {
    const standing = this.#standing.get(run.id);
    const references = standing?.steps ?? [];
    const changed = new Map([...run.steps.entries()].filter(([index, step]) => references[index]?.deref() !== step));
    assertNoSecrets(run.id, changed.values());
    // After a save that failed, nothing is known.
    this.#standing.delete(run.id);
    await writeManifests(this.#disk, join(this.#place, run.id), changed, this.#folder, this.#manifests);
    await this.#writeSteps(run.id, changed);
    const header = this.#header(run);
    if (header !== standing?.header) await writeAtomically(this.#disk, headerOf(this.#place, run.id), header);
    for (const [index, step] of changed) references[index] = new WeakRef(step);
    references.length = run.steps.length;
    this.#standing.set(run.id, { header, steps: references });
  }

  /** Without its header there is no run; the rest is only cleared away. */
  async remove(id: string): Promise<void> {
    this.#standing.delete(id);
    await this.#disk.remove(headerOf(this.#place, id));
    await this.#disk.flush(this.#place);
    await this.#disk.removeFolder(join(this.#place, id));
    this.#folder = folderMaker(this.#disk);
  }

  #header(run: Run): string {
    return sealedHeader(run, schemaAfter(this.#migrations));
  }

  async #writeSteps(id: string, steps: ReadonlyMap<number, Step>): Promise<void> {
    if (steps.size === 0) return;
    const folder = stepsOf(this.#place, id);
    await this.#folder(folder);
    await inParallel(FILES_AT_ONCE, [...steps], ([index, step]) => {
      const body: NumberedStep = { run: id, number: index + 1, step: withHiddenWords(step) };
      return replaceFile(this.#disk, stepOf(this.#place, id, body.number), seal(schemaAfter(this.#migrations), body));
    });
    await this.#disk.flush(folder);
  }
}
