import type { Binding } from './binding.ts';
import { remapped } from './keymap.ts';
import { atWaveEnd } from './session.ts';
import { isTooSmall, type State } from './state.ts';
import { APPLYING, COUNTING_DOWN, RUN_OVER } from './keys/applying.ts';
import { DRIFT } from './keys/drift.ts';
import { EVERYWHERE, INTERRUPT, quit } from './keys/everywhere.ts';
import { FINDINGS } from './keys/findings.ts';
import { FIRST_RUN } from './keys/firstRun.ts';
import { HISTORY } from './keys/history.ts';
import { INSPECT } from './keys/inspect.ts';
import { confirmKeys, EXPLAIN, HELP, PROMPT, WAITING } from './keys/overlays.ts';
import { OWNER } from './keys/owner.ts';
import { paletteKeys } from './keys/palette.ts';
import { RECOVER } from './keys/recover.ts';
import { REVIEW } from './keys/review.ts';
import { FAILED, SCANNING } from './keys/scanning.ts';
import { DECIDING, WAVE_END } from './keys/session.ts';
import { SUMMARY } from './keys/summary.ts';

const ofScreen = (state: State): readonly Binding[] => {
  const { screen, world } = state;
  switch (screen.at) {
    case 'first-run':
      return FIRST_RUN;
    case 'scanning':
      return SCANNING;
    case 'session':
      return world && atWaveEnd(world.session) ? WAVE_END : DECIDING;
    case 'findings':
      return FINDINGS;
    case 'inspect':
      return INSPECT;
    case 'review':
      return REVIEW;
    case 'applying':
      return screen.over ? RUN_OVER : screen.countdown ? COUNTING_DOWN : APPLYING;
    case 'summary':
      return SUMMARY;
    case 'history':
      return HISTORY;
    case 'drift':
      return DRIFT;
    case 'recover':
      return RECOVER;
    case 'failed':
      return FAILED;
  }
};

const ofOverlay = (state: State, overlay: NonNullable<State['overlay']>): readonly Binding[] => {
  switch (overlay.kind) {
    case 'help':
      return HELP;
    case 'palette':
      return paletteKeys(screenKeys(state));
    case 'explain':
      return EXPLAIN;
    case 'owner':
      return OWNER;
    case 'wait':
      return WAITING;
    case 'confirm':
      return confirmKeys(overlay);
    case 'prompt':
      return PROMPT;
  }
};

const isRunning = ({ screen }: State): boolean => screen.at === 'applying' && !screen.over;

const ONLY_QUIT: readonly Binding[] = [
  {
    keys: ['q'],
    does: 'quit',
    short: 'quit',
    always: true,
    run: quit(0),
    unless: (state) => (isRunning(state) ? 'A run is under way.' : undefined),
  },
];

/** The keys of a screen without what lies over it: what the help tells. */
export const screenKeys = (state: State): readonly Binding[] => [
  ...remapped(ofScreen(state), state.keys[state.screen.at]),
  ...remapped(EVERYWHERE, state.keys['everywhere']),
  ...(isRunning(state) ? [] : [INTERRUPT]),
];

/** All that can be pressed now. */
export const keysNow = (state: State): readonly Binding[] => {
  const interrupt = isRunning(state) ? APPLYING.filter(({ keys }) => keys.includes('ctrl-c')) : [INTERRUPT];
  if (isTooSmall(state.size)) return [...ONLY_QUIT, ...interrupt];
  return state.overlay ? [...ofOverlay(state, state.overlay), ...interrupt] : screenKeys(state);
};
