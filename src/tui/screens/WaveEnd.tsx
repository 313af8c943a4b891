import { describeRef } from '../../core/resource.ts';
import { WAVE_TITLES, WAVES } from '../../core/waves.ts';
import { readOnly } from '../keys/readOnly.ts';
import { bodyHeight } from '../layout.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { plural } from '../parts/words.ts';
import { basisOf, restartsOf, timeOf } from '../progress.ts';
import { acceptedHere, countsHere, waveAt } from '../session.ts';
import type { State, World } from '../state.ts';

const nextOf = (world: World): string => {
  const rest = WAVES.slice(world.session.wave + 1).filter((wave) => (world.session.waves?.[wave].length ?? 0) > 0);
  const [first] = rest;
  return first ? `Next: ${WAVE_TITLES[first]}, ${plural(world.session.waves?.[first].length ?? 0, 'finding')}.` : 'Next: the summary.';
};

/** How long that takes depends on images, probes and budgets, so it is said on what the time rests. */
const restartsText = (world: World): string => {
  const restarts = restartsOf(world);
  const what = `What is accepted restarts ${plural(restarts.pods, 'pod')} of ${plural(restarts.workloads, 'workload')}`;
  return `${what}: ${timeOf(restarts, world.pace)} (${basisOf(world.pace)}).`;
};

const rowsOf = (state: State, world: World, width: number, height: number): readonly Line[] => {
  const accepted = acceptedHere(world.session);
  const counts = countsHere(world.session);
  const off = readOnly(state);
  const room = Math.max(1, height - 10);
  return [
    line('All of this wave is decided.', 'bold'),
    line(`${accepted.length} accepted, ${counts.skip} skipped, ${counts.ignore} ignored.`),
    ...(accepted.length > 0 && restartsOf(world).pods > 0 ? paragraph('', restartsText(world), width, 'warn') : []),
    BLANK,
    ...accepted
      .slice(0, room)
      .map(({ remediation, ref }): Line => [span('+ ', 'good'), span(describeRef(ref)), span(`  ${remediation}`, 'dim')]),
    ...(accepted.length > room ? [line(`  and ${accepted.length - room} more`, 'dim')] : []),
    ...(accepted.length > 0 ? [BLANK] : []),
    ...(accepted.length > 0 && off !== undefined ? paragraph('', off, width, 'warn') : []),
    ...(accepted.length > 0 && off === undefined
      ? [[span('A', 'key'), span(' applies them: the plan is shown and confirmed first.')]]
      : []),
    [span('enter', 'key'), span(` goes on. ${nextOf(world)}`)],
  ];
};

/** Between two waves: apply, look once more, or go on. */
export const WaveEnd = ({ state, world }: { readonly state: State; readonly world: World }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  const wave = waveAt(world.session);
  const title = wave ? `End of wave ${world.session.wave + 1}: ${WAVE_TITLES[wave]}` : 'End of the session';
  return <Pane title={title} width={columns} height={height} rows={rowsOf(state, world, columns - 4, height - 2)} focused />;
};
