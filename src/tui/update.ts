import type { TargetInfo } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import { textOf, type Key } from './input.ts';
import { keysNow } from './keys.ts';
import { typedName, typedText } from './keys/overlays.ts';
import { typedCommand } from './keys/palette.ts';
import type { Message } from './message.ts';
import { next, telling, withoutNotice, withoutOverlay, withWorld, type Next } from './next.ts';
import { isTooSmall, type State } from './state.ts';
import { askingAhead, compared, previewed, sortedIn } from './update/deciding.ts';
import { editedIn } from './update/editing.ts';
import { agedBy, seen, watched } from './update/following.ts';
import { askingInspection, inspected, inspecting, notInspected, profiled } from './update/inspecting.ts';
import { contextsRead, notScanned, opened, progressed, scanned } from './update/opening.ts';
import { planned } from './update/planning.ts';
import { cutOff, recovered } from './update/recovering.ts';
import { pointed } from './update/pointing.ts';
import { rehearsedIn } from './update/rehearsing.ts';
import { historyRead, undoPlanned } from './update/records.ts';
import { applied, ended, notRun, rolledBack, runTold } from './update/running.ts';

const typed = (state: State, text: string): Next => {
  if (isTooSmall(state.size)) return next(state);
  if (state.overlay?.kind === 'prompt') return typedText(state, text);
  if (state.overlay?.kind === 'palette') return typedCommand(state, text);
  return state.overlay?.kind === 'confirm' && state.overlay.danger === 'name' ? typedName(state, text) : next(state);
};

/** One key on the screen as it is now. A key that is off says why. */
const pressed = (before: State, key: Key): Next => {
  const state = withoutNotice(before);
  const binding = keysNow(state).find(({ keys }) => keys.includes(key));
  if (!binding) return typed(state, textOf(key) ?? '');
  const reason = binding.unless?.(state);
  return reason === undefined ? binding.run(state, key) : next(telling(state, reason, 'warn'));
};

/** The keys of one chunk, one after another, each on what the one before it left. */
const pressedAll = (state: State, keys: readonly Key[]): Next =>
  keys.reduce<Next>(
    (so, key) => {
      const step = askingAhead(pressed(so.state, key));
      return next(step.state, ...so.commands, ...step.commands);
    },
    next({ ...state, chunk: state.chunk + 1 }),
  );

const pasted = (state: State, text: string): Next => typed({ ...state, chunk: state.chunk + 1 }, printable(text).trim());

const accessed = (state: State, target: TargetInfo): State => {
  const after = withWorld(state, (world) => ({ ...world, target }));
  if (state.world?.target.readOnly === target.readOnly)
    return telling(after, `${target.name} cannot be switched: it stays ${target.readOnly ? 'read-only' : 'open for writing'}.`);
  return target.readOnly
    ? telling(after, 'Read-only: nothing is sent that writes.')
    : telling(after, 'Writes are allowed now; each one is confirmed.', 'warn');
};

const reduced = (state: State, message: Message): Next => {
  switch (message.type) {
    case 'keys':
      return pressedAll(state, message.keys);
    case 'pasted':
      return pasted(state, message.text);
    case 'pointed':
      return pointed(state, message.pointing, pressed);
    case 'ended':
      return ended(state, message);
    case 'resized':
      return next({ ...state, size: message.size });
    case 'contexts':
      return contextsRead(state, message);
    case 'opened':
      return opened(state, message);
    case 'progress':
      return progressed(state, message);
    case 'scanned':
      return scanned(state, message);
    case 'not-scanned':
      return notScanned(state, message);
    case 'seen':
      return seen(state, message);
    case 'watched':
      return watched(state, message);
    case 'aged':
      return agedBy(state, message);
    case 'sorted':
      return sortedIn(state, message);
    case 'previewed':
      return previewed(state, message);
    case 'compared':
      return compared(state, message);
    case 'planned':
      return planned(state, message);
    case 'inspecting':
      return inspecting(state, message);
    case 'inspected':
      return inspected(state, message);
    case 'not-inspected':
      return notInspected(state, message);
    case 'profiled':
      return profiled(state, message);
    case 'run':
      return runTold(state, message);
    case 'applied':
      return applied(state, message);
    case 'rolled-back':
      return rolledBack(state, message);
    case 'not-run':
      return notRun(state, message);
    case 'cut-off':
      return cutOff(state, message);
    case 'recovered':
      return recovered(state, message);
    case 'history':
      return historyRead(state, message);
    case 'paced':
      return next(withWorld(state, (world) => ({ ...world, pace: message.pace })));
    case 'undo-planned':
      return undoPlanned(state, message);
    case 'rehearsed':
      return rehearsedIn(state, message);
    case 'edited':
      return editedIn(state, message);
    case 'browsed':
      return next(telling(state, `${message.opened ? 'Opened' : 'Handed to the terminal to copy'}: ${message.url}`, 'good'));
    case 'saved':
      return next(telling(state, `Written to ${message.file}.`, 'good'));
    case 'access':
      return next(accessed(state, message.target));
    case 'trouble':
      return next(
        telling(
          state.overlay?.kind === 'wait' ? withoutOverlay(state) : state,
          [message.trouble.message, ...message.trouble.next].join(' '),
          'bad',
        ),
      );
  }
};

/** The one reducer: what comes in from outside -> the next state, and what is to be done outside. Pure. */
export const update = (state: State, message: Message): Next => askingInspection(askingAhead(reduced(state, message)));
