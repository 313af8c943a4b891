import { refreshed } from '../findingsList.ts';
import { next, telling, withWorld, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { remembering } from './deciding.ts';
import { sorting } from './opening.ts';

/** How many findings are out of sight, of this session and of earlier ones. */
export const ignoredCount = ({ world }: State): number =>
  world ? new Set([...world.scan.ignored.map(({ id }) => id), ...world.session.ignored.keys()]).size : 0;

/** All that was ignored is found and asked again; the score counted it all the time. */
export const bringBackIgnored = (state: State): Next => {
  const count = ignoredCount(state);
  const after = withWorld(state, (world) => {
    const { scan, session, list } = world;
    const findings = [...scan.result.findings, ...scan.ignored];
    const { waves: _waves, ...rest } = session;
    return {
      ...world,
      scan: { ...scan, result: { ...scan.result, findings }, ignored: [], memory: { ...scan.memory, ignored: [] } },
      session: {
        ...rest,
        undo: [],
        ignored: new Map(),
        decisions: new Map([...session.decisions].filter(([, choice]) => choice !== 'ignore')),
      },
      list: refreshed(list, findings),
    };
  });
  const told = telling(after, `${count} brought back: they are asked again.`, 'good');
  return after.world ? next(told, remembering(after.world), sorting(after.world)) : next(told);
};
