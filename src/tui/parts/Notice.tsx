import type { State } from '../state.ts';
import { noticeRows } from './noticeRows.ts';
import { Row } from './Row.tsx';

/** Stands between the screen, which gives way, and the keys, which stay. */
export const Notice = ({ state }: { readonly state: State }) =>
  noticeRows(state).map((row, i) => <Row key={i} width={state.size.columns} spans={row} />);
