import { effectsOver } from '../../src/tui/effects.ts';
import type { Choice } from '../../src/tui/ports.ts';
import { atWaveEnd, current, type Session } from '../../src/tui/session.ts';
import { startState, type Size, type State } from '../../src/tui/state.ts';
import { storeOf, type Store } from '../../src/tui/store.ts';
import { firstRun, open } from '../../src/tui/update/opening.ts';
import { DEMO, type Scene } from './scene.ts';

export interface Play extends Store {
  /** Each key is a chunk of its own. */
  readonly press: (...keys: readonly string[]) => void;
  /** Resolves with the first state for which it holds, now or later. */
  readonly until: (holds: (state: State) => boolean) => Promise<State>;
  readonly ended: Promise<number>;
  readonly copied: string[];
  /** Addresses that were opened; without a display none can be. */
  readonly browser: { display: boolean; readonly opened: string[] };
  /** What the person's editor does, one call after another; without any it saves what it was given. */
  readonly editing: ((text: string) => string)[];
  /** Files that were written, by name. */
  readonly saved: ReadonlyMap<string, string>;
  /** Whether the terminal was to report the mouse, in order. */
  readonly mouse: readonly ('on' | 'off')[];
}

/** The TUI without a terminal: the reducer and the effects over a scene. */
export const play = ({ ports }: Scene, start: 'pick' | Choice = DEMO, size: Size = { columns: 100, rows: 30 }): Play => {
  const { promise: ended, resolve, reject } = Promise.withResolvers<number>();
  const copied: string[] = [];
  const browser = { display: false, opened: [] as string[] };
  const editing: ((text: string) => string)[] = [];
  const saved = new Map<string, string>();
  const mouse: ('on' | 'off')[] = [];
  const effects = effectsOver(ports, {
    dispatch: (message) => store.dispatch(message),
    copy: (text) => void copied.push(text),
    browse(url) {
      if (browser.display) browser.opened.push(url);
      return Promise.resolve(browser.display);
    },
    edit: (text) => Promise.resolve(editing.shift()?.(text) ?? text),
    save: (file, text) => Promise.resolve(void saved.set(file, text)),
    mouse: (set) => void mouse.push(set),
    suspend: () => undefined,
    quit: resolve,
    crash: reject,
  });
  const blank = startState(size, '0.0.0');
  const first = start === 'pick' ? firstRun(blank) : open(blank, start);
  const store = storeOf(first.state, effects.run);
  for (const command of first.commands) effects.run(command);
  const until = (holds: (state: State) => boolean): Promise<State> =>
    Promise.race([
      ended.then((code): State => {
        throw new Error(`it ended with ${code}`);
      }),
      new Promise<State>((done) => {
        const look = (): boolean => {
          if (!holds(store.get())) return false;
          done(store.get());
          return true;
        };
        if (look()) return;
        const stop = store.subscribe(() => look() && stop());
      }),
    ]);
  return {
    ...store,
    until,
    ended,
    copied,
    browser,
    editing,
    saved,
    mouse,
    press: (...keys) => keys.forEach((key) => store.dispatch({ type: 'keys', keys: [key] })),
  };
};

/** The finding at hand has been looked at by the server. */
export const isAsked = ({ world, screen }: State): boolean => {
  if (screen.at !== 'session' || !world?.session.waves) return false;
  return [...world.session.previews.values()].every(({ state }) => state !== 'asked');
};

export const sessionOf = async (scene: Scene, size?: Size): Promise<Play> => {
  const it = play(scene, DEMO, size);
  await it.until(isAsked);
  return it;
};

/** Skips to a finding of this remediation. Throws where it is never offered. */
export const skipTo = async (tui: Play, remediation: string): Promise<void> => {
  const session = (): Session => tui.get().world!.session;
  while (current(session())?.remediation !== remediation) {
    if (tui.get().screen.at !== 'session') throw new Error(`${remediation} was never offered`);
    tui.press(atWaveEnd(session()) ? 'enter' : 'n');
    await tui.until((state) => isAsked(state) || state.screen.at === 'summary');
  }
};
