import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import packageJson from '../package.json' with { type: 'json' };
import type { Clock } from './app/recorder.ts';
import type { Target } from './app/target.ts';
import { EXIT, Failure } from './app/errors.ts';
import type { Journal } from './app/journal.ts';
import type { Context, Opened, ScreenOptions, TargetOptions } from './cli/context.ts';
import { interruptsOf, type Interrupts } from './cli/interrupts.ts';
import { runCli } from './cli/run.ts';
import { terminalOf, type Terminal } from './cli/terminal.ts';
import type { MemoryTarget } from './memory/target.ts';
import type { Choice, Connection, Ports } from './tui/index.tsx';

const { version } = packageJson;
const { env, stdout } = process;
const args = process.argv.slice(2);
const coloured = !args.includes('--no-color');

const clock: Clock = {
  now: () => new Date(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(end, ms);
      function end(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      }
      if (signal?.aborted) end();
      else signal?.addEventListener('abort', end);
    }),
};

const catalogue = async () => (await import('../remediations/index.ts')).catalogue;

const journalOf = async ({ info, claims }: Target): Promise<Journal> =>
  (await import('./journal/fileJournal.ts')).openFileJournal({ info, env, version, claims });

/**
 * Keeps the young generation as small as it is. Nearly all that reading makes is garbage at once, but what
 * stays has V8 double the young generation again and again: measured, 90 MB more for 20,000 pods, and a tenth more time for 1,000 files.
 */
const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');

const openTarget = async (options: TargetOptions, signal?: AbortSignal): Promise<Target> => {
  const { files, ...cluster } = options;
  if (files.length > 0) {
    const { openManifests } = await import('./manifests/target.ts');
    return openManifests({ paths: files, readOnly: options.readOnly, stdin: () => process.stdin });
  }
  const { openCluster } = await import('./kube/cluster.ts');
  return openCluster({ ...cluster, env, ...(signal ? { signal } : {}) });
};

const openWithJournal = async (options: TargetOptions, signal: AbortSignal): Promise<Opened> => {
  const target = await openTarget(options, signal);
  const journal = await journalOf(target);
  keepHeapSmall(); // last, for what Node itself loads after a flag was changed is compiled anew
  return { target, journal };
};

const openDemo = async (): Promise<Opened & { readonly target: MemoryTarget }> => {
  const [{ openMemory }, { demoEntries }, { memoryJournal }] = await Promise.all([
    import('./memory/target.ts'),
    import('./memory/demo.ts'),
    import('./journal/memoryJournal.ts'),
  ]);
  const folder = new URL('../demo/', import.meta.url);
  return {
    target: openMemory({ entries: await demoEntries(fileURLToPath(folder)), name: 'demo', fieldManager: 'kubeharden' }),
    journal: memoryJournal(),
  };
};

const connectDemo = async (): Promise<Connection> => {
  const [{ connectionOver }, { target, journal }] = await Promise.all([import('./tui/index.tsx'), openDemo()]);
  const reopen = (readOnly: boolean): Promise<Target> => Promise.resolve(target.reopened(readOnly));
  return connectionOver({ target, journal, catalogue: await catalogue(), clock, version, reopen });
};

const connectCluster = async ({ namespace, ...options }: ScreenOptions, context: string, signal: AbortSignal): Promise<Connection> => {
  const { connectionOver } = await import('./tui/index.tsx');
  const reopen = (readOnly: boolean): Promise<Target> => {
    if (options.readOnly && !readOnly)
      return Promise.reject(new Failure(EXIT.usage, 'kubeharden was started with --read-only.', ['Start it without, to change anything.']));
    return openTarget({ ...options, context, readOnly });
  };
  const { target, journal } = await openWithJournal({ ...options, context, readOnly: true }, signal);
  const scope = namespace === undefined ? {} : { namespace };
  return connectionOver({ target, journal, catalogue: await catalogue(), clock, version, reopen, ...scope });
};

const portsOf = (options: ScreenOptions): Ports => ({
  async contexts() {
    const { listContexts } = await import('./kube/contexts.ts');
    const known = listContexts({ env, ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }) });
    return known.map(({ name, server, current }): Choice => ({ type: 'context', name, detail: server, ...(current ? { current } : {}) }));
  },
  writeFolder: async (folder, files) => (await import('./manifests/writeFolder.ts')).writeFolder(folder, files),
  connect: (choice, signal) => (choice.type === 'demo' ? connectDemo() : connectCluster(options, choice.name, signal)),
});

const NO_OPTIONS: ScreenOptions = { readOnly: false, files: [], namespace: undefined };

const openScreens = async (start: 'demo' | ScreenOptions, file: string | undefined): Promise<number> => {
  const { readConfig, runTui } = await import('./tui/index.tsx');
  const config = await readConfig(file, env);
  const options = start === 'demo' ? NO_OPTIONS : start;
  const named: Choice | undefined =
    start === 'demo'
      ? { type: 'demo', name: 'demo', detail: '' }
      : start.context === undefined
        ? undefined
        : { type: 'context', name: start.context, detail: '' };
  return runTui({
    ports: portsOf(options),
    start: named ?? 'pick',
    stdin: process.stdin,
    stdout,
    env: coloured ? env : { ...env, NO_COLOR: '1' },
    config,
    version,
  });
};

const contextOf = (terminal: Terminal, { control, stoppable, pause }: Interrupts): Context => ({
  version,
  terminal,
  clock,
  control,
  stoppable,
  catalogue,
  open: (options) => openWithJournal(options, control.leave),
  openDemo,
  savePlan: async (file, plan) => (await import('./journal/savedPlanFile.ts')).writeSavedPlan(file, plan),
  loadPlan: async (file) => (await import('./journal/savedPlanFile.ts')).readSavedPlan(file),
  archive: () => import('./journal/archive.ts'),
  writeFolder: async (folder, files) => (await import('./manifests/writeFolder.ts')).writeFolder(folder, files),
  openScreens: (start, config) => pause(() => openScreens(start, config)),
});

const terminal = terminalOf(process, env, coloured);
const interrupts = interruptsOf(terminal.err);
const code = await runCli(contextOf(terminal, interrupts), args);
process.exit(interrupts.code() ?? code);
