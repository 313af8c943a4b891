import type { Command } from '../command.ts';
import type { Message } from '../message.ts';
import { next, showing, telling, withoutOverlay, type Next } from '../next.ts';
import { plural } from '../parts/words.ts';
import type { State } from '../state.ts';

/** Hands what would be stored to the person's editor. */
export const askEdit = (state: State): Next => {
  const { screen, world } = state;
  const change = screen.at === 'review' ? screen.plan.changes[screen.object] : undefined;
  if (!world || !change) return next(state);
  const command: Command = { do: 'edit', change, snapshot: world.scan.snapshot };
  return next({ ...state, overlay: { kind: 'wait', text: 'Waiting for your editor, then for the server' } }, command);
};

/** The edited change takes the place of the one that was reviewed; one that is not in the plan any more is dropped. */
export const editedIn = (state: State, { of, change }: Extract<Message, { type: 'edited' }>): Next => {
  if (state.overlay?.kind !== 'wait') return next(state);
  const free = withoutOverlay(state);
  const { screen } = free;
  const at = screen.at === 'review' ? screen.plan.changes.indexOf(of) : -1;
  if (screen.at !== 'review' || at < 0) return next(free);
  if (!change) return next(telling(free, 'Nothing was changed.', 'info'));
  const lost = of.findings.length - change.findings.length;
  const told =
    lost === 0
      ? telling(free, 'Edited. Look at what the server would store now.', 'good')
      : telling(free, `Edited. It leaves ${plural(lost, 'finding')} open that it closed before.`, 'warn');
  const plan = { ...screen.plan, changes: screen.plan.changes.with(at, change) };
  return next(showing(told, { ...screen, plan, top: 0, view: { ...screen.view, hunk: 0 } }));
};
