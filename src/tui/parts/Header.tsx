import type { State } from '../state.ts';
import { headerLine } from './headerLine.ts';
import { Row } from './Row.tsx';

export const Header = ({ state }: { readonly state: State }) => (
  <Row width={state.size.columns} spans={headerLine(state, state.size.columns)} />
);
