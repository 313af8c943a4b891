import type { PlannedChange } from '../../app/plan.ts';
import { Failure } from '../../app/errors.ts';
import type { Proposed } from '../../core/plan.ts';
import { describeRef } from '../../core/resource.ts';
import type { Command } from '../command.ts';
import type { Connection } from '../ports.ts';
import { settle, type Outside, type Used } from './outside.ts';

type Edit = Extract<Command, { do: 'edit' }>;

const HEAD = (change: PlannedChange): readonly string[] => [
  `${describeRef(change.change.ref)}: this is what would be stored.`,
  'Save it to see what the server says to it; nothing is written yet. An empty file, or the same text, changes nothing.',
];

const commented = (lines: readonly string[]): string => lines.map((line) => `# ${line}\n`).join('');

const uncommented = (text: string): string => text.replace(/^(?:#.*\r?\n)+/, '');

/** Hands the text out until what comes back is an object, as kubectl edit does; undefined: nothing was changed. */
const askedFor = async (outside: Outside, { change, snapshot }: Edit, connection: Connection): Promise<Proposed | undefined> => {
  const { editable, edited } = await import('../changeText.ts');
  const first = editable(change);
  let [text, head] = [first, HEAD(change)];
  for (;;) {
    const back = uncommented(await outside.edit(commented(head) + text));
    if (back.trim() === '' || back === text) return undefined;
    try {
      return edited(change, back, snapshot, connection.catalogue);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      text = back;
      head = [...HEAD(change), error.message];
    }
  }
};

export const editIt = async ({ connection }: Used, outside: Outside, command: Edit): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => {
      const proposed = await askedFor(outside, command, connection);
      if (!proposed) return { type: 'edited', of: command.change };
      const [change] = (await connection.preview(command.snapshot, [proposed])).changes;
      return { type: 'edited', of: command.change, ...(change ? { change } : {}) };
    },
    (trouble) => ({ type: 'trouble', trouble }),
  );
};
