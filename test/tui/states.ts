import { atWaveEnd, current } from '../../src/tui/session.ts';
import { answeringOf, profileAt } from '../../src/tui/inspect/inspection.ts';
import type { State } from '../../src/tui/state.ts';
import { isAsked, play, sessionOf, type Play } from './play.ts';
import type { Size } from '../../src/tui/state.ts';
import { cutOffScene } from './cutOff.ts';
import { DEMO, passing, sceneOf } from './scene.ts';

const isAnswered = ({ world }: State): boolean => world !== undefined && answeringOf(world.inspection)?.state === 'answered';
const isProfiled = ({ world }: State): boolean => world !== undefined && profileAt(world.inspection) !== undefined;

const keepInspection = async (tui: Play, keep: (name: string, tui: Play) => void): Promise<void> => {
  tui.press('4');
  keep('inspecting', tui);
  await tui.until(isAnswered);
  keep('Pod Security', tui);
  tui.press('j', 'j', 'enter');
  keep('Pod Security detail', tui);
  tui.press(']');
  await tui.until(isAnswered);
  keep('network', tui);
  tui.press('f');
  await tui.until(isAnswered);
  keep('network after the fix', tui);
  tui.press(']');
  await tui.until(isAnswered);
  tui.press('G');
  await tui.until(isProfiled);
  keep('rights', tui);
  tui.press('tab');
  keep('rights detail', tui);
  tui.press('tab', '/');
  keep('filter of an answer', tui);
  tui.press('esc');
};

const keepRehearsal = async (size: Size, keep: (name: string, tui: Play) => void): Promise<void> => {
  const tui = await sessionOf(sceneOf({ clock: passing() }), size);
  tui.press('2', '/', ...'escalation', 'enter', 'p');
  await tui.until(({ screen }) => screen.at === 'review');
  tui.press('t');
  keep('confirm a rehearsal', tui);
  tui.press('y');
  keep('rehearsing', tui);
  await tui.until(({ screen }) => screen.at === 'review' && screen.rehearsals !== undefined);
  keep('rehearsed', tui);
};

/** Every screen and everything that can lie over one, reached as a person reaches it: by keys. */
export const everyState = async (size = { columns: 100, rows: 30 }): Promise<ReadonlyMap<string, State>> => {
  const states = new Map<string, State>();
  const keep = (name: string, tui: Play): void => void states.set(name, tui.get());

  const picking = play(sceneOf(), 'pick', size);
  await picking.until(({ screen }) => screen.at === 'first-run' && screen.choices !== undefined);
  keep('first run', picking);
  picking.press('enter');
  keep('scanning', picking);
  await picking.until(({ screen }) => screen.at === 'failed');
  keep('failed', picking);

  const tui = play(sceneOf(), DEMO, size);
  await tui.until(isAsked);
  keep('session', tui);
  tui.press('enter');
  keep('explain', tui);
  tui.press('esc', '?');
  keep('help', tui);
  tui.press('esc', ':');
  keep('palette', tui);
  tui.press('esc', 'x');
  keep('prompt', tui);
  tui.press('esc', '2');
  keep('findings', tui);
  tui.press('tab');
  keep('detail', tui);
  await keepInspection(tui, keep);
  tui.press('2', 'tab', 'p');
  keep('wait', tui);
  await tui.until(({ screen }) => screen.at === 'review');
  keep('review', tui);
  tui.press('A');
  keep('confirm in review', tui);
  const review = states.get('review')!;
  if (review.screen.at === 'review')
    states.set('owner', { ...review, overlay: { kind: 'owner', findings: review.screen.plan.changes[0]!.findings } });
  tui.press('esc', '1', 'a');
  while (!atWaveEnd(tui.get().world!.session)) {
    await tui.until(isAsked);
    tui.press('y');
  }
  keep('wave end', tui);
  tui.press('A');
  await tui.until(({ overlay }) => overlay?.kind === 'confirm');
  keep('confirm', tui);
  tui.press(...'demo', 'enter');
  keep('applying', tui);
  await tui.until(({ screen }) => screen.at === 'applying' && screen.over);
  keep('run over', tui);
  tui.press('3');
  await tui.until(({ screen }) => screen.at === 'history' && screen.undo?.plans !== undefined);
  keep('history', tui);
  tui.press('R');
  await tui.until(({ overlay }) => overlay?.kind === 'confirm');
  keep('confirm a rollback', tui);
  tui.press('esc', '1');
  while (tui.get().screen.at === 'session') {
    await tui.until(isAsked);
    tui.press(current(tui.get().world!.session) ? 'n' : 'enter');
  }
  keep('summary', tui);
  await keepRehearsal(size, keep);

  const cutOff = play(await cutOffScene('lost'), DEMO, size);
  await cutOff.until(({ screen }) => screen.at === 'recover');
  keep('cut off', cutOff);
  cutOff.press('R', 'enter');
  await cutOff.until(({ screen }) => screen.at === 'recover' && screen.over);
  keep('found out', cutOff);

  const locked = await sessionOf(sceneOf({ readOnly: true }), size);
  locked.press('a');
  keep('read-only', locked);
  return states;
};
