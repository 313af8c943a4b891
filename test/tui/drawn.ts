import { Box, renderToString } from 'ink';
import { createElement } from 'react';
import { App } from '../../src/tui/App.tsx';
import type { State } from '../../src/tui/state.ts';
import { COLOURED, MONOCHROME, type Theme } from '../../src/tui/theme.ts';

/** The rows that a person would see in this state. */
export const drawn = (state: State, theme: Theme = COLOURED): readonly string[] =>
  renderToString(createElement(Box, null, createElement(App, { state, theme })), { columns: state.size.columns }).split('\n');

/** The same without colours, as one text. */
export const plain = (state: State): string => drawn(state, MONOCHROME).join('\n');
