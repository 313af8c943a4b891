import { fileURLToPath } from 'node:url';
import { catalogue } from '../../remediations/index.ts';
import type { Journal } from '../../src/app/journal.ts';
import type { Target } from '../../src/app/target.ts';
import type { Catalogue } from '../../src/core/remediation.ts';
import type { Context } from '../../src/cli/context.ts';
import { runCli } from '../../src/cli/run.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { demoEntries } from '../../src/memory/demo.ts';
import { writeFolder } from '../../src/manifests/writeFolder.ts';
import { openMemory, type MemoryOptions } from '../../src/memory/target.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line over a cluster in memory that outlives each command, as a real one does. */
export interface Memory {
  readonly target: Target;
  readonly journal: Journal;
  /** With `answers`, a person sits at the terminal and types them. */
  readonly run: (args: readonly string[], answers?: readonly string[]) => Promise<Ran>;
}

const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));

const refuse = (): never => {
  throw new Error('not part of this test');
};

export const demoInMemory = async (options: Partial<MemoryOptions> = {}, of: Catalogue = catalogue): Promise<Memory> => {
  const opened = { target: openMemory({ entries: await demoEntries(DEMO), ...options }), journal: memoryJournal() };
  let waited = 0;
  return {
    ...opened,
    async run(args, answers) {
      const [out, err, typed]: [string[], string[], string[]] = [[], [], [...(answers ?? [])]];
      const context: Context = {
        version: '0.0.0',
        terminal: {
          out: (data) => void out.push(typeof data === 'string' ? data : Buffer.from(data).toString()),
          err: (text) => void err.push(text),
          paint: (_colour, text) => text,
          columns: Infinity,
          asks: answers !== undefined,
          shows: false,
          ask: (question) => {
            err.push(question);
            return Promise.resolve(typed.shift() ?? refuse());
          },
          flushed: () => Promise.resolve(),
        },
        // Who waits looks again at once, that much later: the controllers in memory take a step at each look.
        clock: { now: () => new Date(Date.now() + waited), wait: (ms) => Promise.resolve(void (waited += ms)) },
        control: { stop: new AbortController().signal, leave: new AbortController().signal },
        catalogue: () => Promise.resolve(of),
        open: () => Promise.resolve(opened),
        openDemo: () => Promise.resolve(opened),
        openScreens: refuse,
        stoppable: (work) => work(),
        savePlan: refuse,
        loadPlan: refuse,
        archive: () => import('../../src/journal/archive.ts'),
        writeFolder,
      };
      const code = await runCli(context, args);
      return { code, out: out.join('\n'), err: err.join('\n') };
    },
  };
};
