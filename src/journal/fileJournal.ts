import { basename, dirname, join } from 'node:path';
import { EXIT, Failure, usage } from '../app/errors.ts';
import { EMPTY_MEMORY, type CorruptRecord, type Journal, type Lock, type Memory, type Recalled } from '../app/journal.ts';
import type { Run } from '../app/run.ts';
import { compareIds, newestFirst } from '../app/runOrder.ts';
import type { TargetInfo } from '../app/target.ts';
import { shellWord } from '../core/shellWord.ts';
import { isLeftover } from './atomicFile.ts';
import { realDisk, type Disk } from './disk.ts';
import { onDisk } from './diskFailure.ts';
import { takeLock } from './lock.ts';
import { manifestsBeside } from './manifestFiles.ts';
import { readMemory, updateMemory } from './memoryFile.ts';
import { MIGRATIONS } from './migrations.ts';
import { noPlace, placeOf, type Place } from './place.ts';
import { ensureFolder, trustFolder } from './privateFolder.ts';
import type { RunRead } from './readRun.ts';
import { RunFiles } from './runFiles.ts';
import { idsAhead, isRunId, nextAfter, taken } from './runIds.ts';
import { isSetAside } from './setAside.ts';

export interface FileJournalOptions {
  readonly info: TargetInfo;
  readonly env: NodeJS.ProcessEnv;
  /** kubeharden's. */
  readonly version: string;
  readonly now?: () => Date;
  readonly disk?: Disk;
  /** As those of the target. */
  readonly claims?: (() => readonly string[]) | undefined;
  /** How records of former schemas are read. */
  readonly migrations?: typeof MIGRATIONS;
}

const isUnsent = ({ steps }: Run): boolean => steps.every(({ state }) => ['prepared', 'sending', 'skipped', 'not-applied'].includes(state));

/** Saving what is not sent yet comes before sending it. */
const consequenceOf = (run: Run): string =>
  isUnsent(run) ? 'Nothing was sent.' : 'Nothing more is sent; `kubeharden recover` finds out what a step that was under way really did.';

class FileJournal implements Journal {
  readonly place: string;
  readonly #folders: Place;
  readonly #disk: Disk;
  readonly #now: () => Date;
  readonly #version: string;
  readonly #type: TargetInfo['type'];
  readonly #runs: RunFiles;
  readonly #claims: () => readonly string[];
  /** What a change could not use of what was remembered, until it is told. */
  #lost: Pick<Recalled, 'lost'> = {};

  constructor(folders: Place, options: FileJournalOptions) {
    const { disk = realDisk, now = () => new Date(), version, migrations = MIGRATIONS, claims = () => [] } = options;
    this.place = folders.folder;
    this.#folders = folders;
    this.#disk = disk;
    this.#now = now;
    this.#version = version;
    this.#type = options.info.type;
    this.#claims = claims;
    this.#runs = new RunFiles(disk, folders.folder, migrations);
  }

  async #makeFolders(): Promise<void> {
    await ensureFolder(this.#disk, this.#folders.root);
    await ensureFolder(this.#disk, this.#folders.folder);
  }

  #writing<T>(what: string, consequence: string, act: () => Promise<T>): Promise<T> {
    return onDisk(what, this.place, consequence, async () => {
      await this.#makeFolders();
      return act();
    });
  }

  /** Throws a Failure for folders that are not ours; a folder that is missing has no names. */
  names(): Promise<readonly string[]> {
    return onDisk('The rollback records cannot be read', this.place, 'Nothing was sent.', async () => {
      const there = (await trustFolder(this.#disk, this.#folders.root)) && (await trustFolder(this.#disk, this.place));
      return there ? this.#disk.names(this.place) : [];
    });
  }

  #read(id: string): Promise<RunRead> {
    return onDisk(`The record of run ${id} cannot be read`, this.place, 'Nothing was sent.', () => this.#runs.read(id));
  }

  lock(): Promise<Lock> {
    return this.#writing('The target cannot be locked', 'Nothing was sent.', async () => {
      const lock = await takeLock(this.#disk, this.#folders, this.#now(), this.#claims());
      // Only who holds the lock writes records, so what is half written now is left over from a crash.
      const leftovers = (await this.#disk.names(this.place)).filter((name) => isLeftover(name) && !name.startsWith('.memory'));
      await Promise.all(leftovers.map((name) => this.#disk.remove(join(this.place, name))));
      this.#runs.forget();
      return lock;
    });
  }

  async list(): Promise<{ readonly runs: readonly Run[]; readonly corrupt: readonly CorruptRecord[] }> {
    const names = await this.names();
    const corrupt: CorruptRecord[] = [];
    for (const name of names.filter(isSetAsideRun)) corrupt.push(await this.#aside(name));
    const runs: Run[] = [];
    for (const id of names.flatMap(idOf)) {
      const read = await this.#read(id);
      if (read.state === 'sound') runs.push(read.run);
      else if (read.state === 'bad') corrupt.push({ id, reason: read.reason, file: read.file });
    }
    return { runs: newestFirst(runs), corrupt };
  }

  async load(id: string): Promise<Run> {
    const read: RunRead = isRunId(id) ? await this.#read(id) : { state: 'missing' };
    if (read.state === 'sound') return read.run;
    if (read.state === 'bad') throw await this.#unusable({ id, ...read });
    const names = await this.names();
    const aside = names.find((name) => name.startsWith(`${id}.json`) && isSetAside(name));
    if (aside !== undefined) throw await this.#unusable(await this.#aside(aside));
    const newest = names.flatMap(idOf).sort(compareIds).at(-1);
    throw usage(
      `There is no run ${id}.`,
      newest === undefined ? 'Nothing was applied to this target yet.' : `The newest is ${newest}; \`kubeharden history\` lists them all.`,
    );
  }

  /** A record that was set aside under this name. */
  async #aside(name: string): Promise<Required<CorruptRecord>> {
    const [id, file] = [name.replace(/\.json\..*$/s, ''), join(this.place, name)];
    const act = (): Promise<string> => this.#runs.whySetAside(id, file);
    return { id, file, reason: await onDisk(`The record of run ${id} cannot be read`, this.place, 'Nothing was sent.', act) };
  }

  async #unusable({ id, reason, file }: Required<CorruptRecord>): Promise<Failure> {
    return new Failure(EXIT.usage, `The record of run ${id} cannot be used by kubeharden ${this.#version}: ${reason}.`, [
      `It stands in ${file}.`,
      byHand(await this.manifests(id), this.#type),
    ]);
  }

  async nextId(now: Date): Promise<string> {
    const ids = await this.#ids();
    return nextAfter(ids, now, await this.#madeHere(idsAhead(ids, now)));
  }

  /** The first of these that was not imported; a record that cannot be used may be our own. */
  async #madeHere(ids: readonly string[]): Promise<string | undefined> {
    for (const id of ids) {
      const read = await this.#read(id);
      if (read.state !== 'sound' || !read.run.imported) return id;
    }
    return undefined;
  }

  /** Of all that lies here under the id of a run, usable or not. */
  async #ids(): Promise<readonly string[]> {
    return (await this.names()).map((name) => name.replace(/\.json.*$/s, ''));
  }

  async begin(run: Run): Promise<void> {
    if ((await this.#ids()).includes(run.id)) throw taken(run.id);
    await this.save(run);
  }

  async save(run: Run): Promise<void> {
    if (!isRunId(run.id)) throw new Error(`${JSON.stringify(run.id)} is no run id`);
    const saving = this.#writing(`The record of run ${run.id} could not be written`, consequenceOf(run), () => this.#runs.save(run));
    await saving.catch((error: unknown) => {
      if (!(error instanceof Failure) || isUnsent(run)) throw error;
      throw new Failure(EXIT.partial, error.message, error.next, { cause: error });
    });
  }

  async remove(id: string): Promise<void> {
    if (!isRunId(id)) throw new Error(`${JSON.stringify(id)} is no run id`);
    await this.#writing(`The record of run ${id} could not be removed`, 'The target is as it was.', () => this.#runs.remove(id));
  }

  manifests(id: string): Promise<readonly string[]> {
    return onDisk(`What lies beside run ${id} cannot be read`, this.place, 'Nothing was sent.', () =>
      manifestsBeside(this.#disk, join(this.place, id)),
    );
  }

  async recall(): Promise<Recalled> {
    const lost = this.#lost;
    this.#lost = {};
    if (!(await this.names()).includes('memory.json')) return { memory: EMPTY_MEMORY, ...lost };
    const act = (): Promise<Recalled> => readMemory(this.#disk, this.place);
    return { ...lost, ...(await onDisk('What was remembered cannot be read', this.place, 'Nothing was sent.', act)) };
  }

  async remember(change: (memory: Memory) => Memory): Promise<void> {
    const lost = await this.#writing('What was decided could not be written', 'The target is as it was.', () =>
      updateMemory(this.#disk, this.place, change),
    );
    this.#lost = { ...this.#lost, ...lost };
  }
}

/** What is left of a run whose record cannot be used: plain manifests, which nothing seals. */
const byHand = (manifests: readonly string[], type: TargetInfo['type']): string => {
  const before = manifests.map((file) => dirname(file)).find((folder) => basename(folder) === 'before');
  if (before === undefined) return 'No manifest of an object as it was before that run lies beside it.';
  const how = type === 'manifests' ? 'put them back into your files' : `\`kubectl replace -f ${shellWord(before)}\` puts them back`;
  return `The objects as they were before that run stand as YAML in ${before}: look at them, and ${how}.`;
};

const isSetAsideRun = (name: string): boolean => isSetAside(name) && isRunId(name.replace(/\.json\..*$/s, ''));

const idOf = (name: string): readonly string[] => (name.endsWith('.json') && isRunId(name.slice(0, -5)) ? [name.slice(0, -5)] : []);

/** Without a home there is nothing to read and no way to write. */
const homeless: Journal = {
  place: 'nowhere: neither XDG_STATE_HOME nor HOME is set',
  lock: () => Promise.reject(noPlace()),
  list: () => Promise.resolve({ runs: [], corrupt: [] }),
  load: () => Promise.reject(noPlace()),
  nextId: () => Promise.reject(noPlace()),
  begin: () => Promise.reject(noPlace()),
  save: () => Promise.reject(noPlace()),
  remove: () => Promise.reject(noPlace()),
  manifests: () => Promise.resolve([]),
  recall: () => Promise.resolve({ memory: EMPTY_MEMORY }),
  remember: () => Promise.reject(noPlace()),
};

/**
 * The records of one target below `$XDG_STATE_HOME/kubeharden/<id>`. Reading makes no folder, so that a scan works where
 * nothing may be written. Throws a Failure for folders that are a link or belong to another user.
 */
export const openFileJournal = async (options: FileJournalOptions): Promise<Journal> => {
  const folders = placeOf(options.info, options.env);
  if (!folders) return homeless;
  const journal = new FileJournal(folders, options);
  await journal.names();
  return journal;
};
