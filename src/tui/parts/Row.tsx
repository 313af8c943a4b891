import { Text } from 'ink';
import { useContext } from 'react';
import { clipped, type Line } from '../line.ts';
import { ThemeContext } from './ThemeContext.ts';

/** One row of the screen. */
export const Row = ({ spans, width }: { readonly spans: Line; readonly width: number }) => (
  <Text wrap="truncate">{clipped(spans, width, useContext(ThemeContext)) || ' '}</Text>
);
