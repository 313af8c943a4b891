import { Box, Text } from 'ink';
import { useContext } from 'react';
import { printable } from '../../core/printable.ts';
import { painted, type Line } from '../line.ts';
import { cut, widthOf } from '../../report/width.ts';
import type { Style, Theme } from '../theme.ts';
import { ThemeContext } from './ThemeContext.ts';

/** A line across the pane, with a title of its own. */
export interface Rule {
  readonly rule: string;
  readonly note?: string;
}

export type PaneRow = Line | Rule;

export interface PaneProps {
  readonly title: string;
  readonly note?: string;
  readonly width: number;
  readonly height: number;
  readonly rows: readonly PaneRow[];
  readonly focused?: boolean;
}

const isRule = (row: PaneRow): row is Rule => 'rule' in row;

const border = (ends: readonly [string, string], title: string, note: string, width: number, theme: Theme, style: Style): string => {
  const right = note === '' ? '' : cut(` ${printable(note)} `, Math.max(0, width - 8));
  const left = title === '' ? '' : cut(` ${printable(title)} `, Math.max(0, width - 5 - widthOf(right)));
  const dashes = Math.max(0, width - 4 - widthOf(left) - widthOf(right));
  const paint = (text: string): string => theme.paint(style, text);
  return `${paint(`${ends[0]}─`)}${theme.paint('title', left)}${paint('─'.repeat(dashes))}${theme.paint('dim', right)}${paint(`─${ends[1]}`)}`;
};

/** A frame of exactly `width` x `height`; rows that do not fit are left out. Each row is one Text: that is what keeps a frame cheap. */
export const Pane = ({ title, note = '', width, height, rows, focused = false }: PaneProps) => {
  const theme = useContext(ThemeContext);
  const style: Style = focused ? 'accent' : 'border';
  const side = theme.paint(style, '│');
  const inner = Math.max(0, height - 2);
  const body = Array.from({ length: inner }, (_, i) => {
    const row = rows[i] ?? [];
    return isRule(row)
      ? border(['├', '┤'], row.rule, row.note ?? '', width, theme, style)
      : `${side} ${painted(row, width - 4, theme)} ${side}`;
  });
  const all = [
    border(['╭', '╮'], title, note, width, theme, style),
    ...body,
    theme.paint(style, `╰${'─'.repeat(Math.max(0, width - 2))}╯`),
  ];
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      {all.map((text, i) => (
        <Text key={i} wrap="truncate">
          {text}
        </Text>
      ))}
    </Box>
  );
};
