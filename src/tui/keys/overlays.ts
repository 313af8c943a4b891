import type { Danger } from '../../app/danger.ts';
import type { Binding } from '../binding.ts';
import { next, withoutOverlay, type Next } from '../next.ts';
import type { Confirm, Prompt } from '../overlay.ts';
import type { State } from '../state.ts';
import { confirmed } from '../update/planning.ts';
import { cancelled, edited, submitted } from '../update/prompting.ts';

const close = (state: State): Next => next(withoutOverlay(state));

const scroll =
  (by: number) =>
  (state: State): Next => {
    const { overlay } = state;
    return next(
      overlay?.kind === 'help' || overlay?.kind === 'explain'
        ? { ...state, overlay: { ...overlay, top: Math.max(0, overlay.top + by) } }
        : state,
    );
  };

const READING: readonly Binding[] = [
  { keys: ['j', 'down'], does: 'scroll down', short: 'down', run: scroll(1) },
  { keys: ['k', 'up'], does: 'scroll up', short: 'up', run: scroll(-1) },
  { keys: ['pgdn', 'space'], does: 'ten lines down', run: scroll(10) },
  { keys: ['pgup'], does: 'ten lines up', run: scroll(-10) },
];

export const HELP: readonly Binding[] = [
  ...READING,
  { keys: ['esc', '?', 'q'], does: 'close the help', short: 'close', always: true, run: close },
];
export const EXPLAIN: readonly Binding[] = [
  ...READING,
  { keys: ['esc', 'enter', 'q'], does: 'close', short: 'close', always: true, run: close },
];

export const WAITING: readonly Binding[] = [
  {
    keys: ['esc'],
    does: 'do not wait for it',
    short: 'cancel',
    run: (state) => next(withoutOverlay(state), { do: (state.overlay?.kind === 'wait' && state.overlay.cancels) || 'cancel' }),
  },
];

const onConfirm = (state: State, run: (confirm: Confirm) => Next): Next =>
  state.overlay?.kind === 'confirm' ? run(state.overlay) : next(state);

const ANSWER: Readonly<Record<Danger, { readonly key: string; readonly does: string }>> = {
  enter: { key: 'enter', does: 'yes, do it' },
  y: { key: 'y', does: 'yes, do it' },
  name: { key: 'enter', does: 'do it, once the name is typed' },
};

const notYet = (state: State): string | undefined => {
  const { overlay } = state;
  if (overlay?.kind !== 'confirm') return undefined;
  if (overlay.chunk === state.chunk) return 'That key came before the question could be read.';
  return overlay.danger === 'name' && overlay.typed !== overlay.name ? `Type ${overlay.name} to confirm.` : undefined;
};

/** Typed keys count for the name only once the question stood there. */
const typeName =
  (change: (typed: string) => string) =>
  (state: State): Next =>
    onConfirm(state, (confirm) =>
      next(confirm.chunk === state.chunk ? state : { ...state, overlay: { ...confirm, typed: change(confirm.typed) } }),
    );

export const confirmKeys = ({ danger }: Pick<Confirm, 'danger'>): readonly Binding[] => {
  const { key, does } = ANSWER[danger];
  return [
    { keys: [key], does, short: 'yes', vital: true, run: (state) => onConfirm(state, (asked) => confirmed(state, asked)), unless: notYet },
    ...(danger === 'name'
      ? [{ keys: ['backspace'], does: 'take a letter back', run: typeName((typed) => [...typed].slice(0, -1).join('')) }]
      : []),
    { keys: danger === 'name' ? ['esc'] : ['esc', 'n'], does: 'no, change nothing', short: 'no', run: close },
  ];
};

export const typedName = (state: State, text: string): Next => typeName((typed) => typed + text)(state);

const onPrompt = (state: State, run: (prompt: Prompt) => Next): Next =>
  state.overlay?.kind === 'prompt' ? run(state.overlay) : next(state);

const edit =
  (change: (before: readonly string[], after: readonly string[]) => readonly [readonly string[], readonly string[]]) =>
  (state: State): Next =>
    onPrompt(state, (prompt) => {
      const all = [...prompt.value];
      const [before, after] = change(all.slice(0, prompt.cursor), all.slice(prompt.cursor));
      return next(edited(state, { ...prompt, value: [...before, ...after].join(''), cursor: before.length }));
    });

export const PROMPT: readonly Binding[] = [
  { keys: ['enter'], does: 'take it', short: 'ok', run: (state) => onPrompt(state, (prompt) => submitted(state, prompt)) },
  { keys: ['esc'], does: 'leave it as it was', short: 'cancel', run: (state) => onPrompt(state, (prompt) => cancelled(state, prompt)) },
  { keys: ['backspace'], does: 'delete to the left', run: edit((before, after) => [before.slice(0, -1), after]) },
  { keys: ['delete'], does: 'delete to the right', run: edit((before, after) => [before, after.slice(1)]) },
  { keys: ['left'], does: 'to the left', run: edit((before, after) => [before.slice(0, -1), [...before.slice(-1), ...after]]) },
  { keys: ['right'], does: 'to the right', run: edit((before, after) => [[...before, ...after.slice(0, 1)], after.slice(1)]) },
  { keys: ['home'], does: 'to the start', run: edit((before, after) => [[], [...before, ...after]]) },
  { keys: ['end'], does: 'to the end', run: edit((before, after) => [[...before, ...after], []]) },
  { keys: ['ctrl-u'], does: 'delete all', short: 'clear', run: edit(() => [[], []]) },
];

export const typedText = (state: State, text: string): Next => edit((before, after) => [[...before, ...text], after])(state);
