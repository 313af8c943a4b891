import { Box, Text } from 'ink';
import { useContext } from 'react';
import { printable } from '../../core/printable.ts';
import { clipped, type Line } from '../line.ts';
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

/** Rows between two rules. */
const sectionsOf = (rows: readonly PaneRow[]): readonly { readonly rule?: Rule; readonly rows: readonly Line[] }[] => {
  const sections: { rule?: Rule; rows: Line[] }[] = [{ rows: [] }];
  for (const row of rows) {
    if (isRule(row)) sections.push({ rule: row, rows: [] });
    else sections.at(-1)?.rows.push(row);
  }
  return sections;
};

/**
 * The sides stand apart from the rows, and rows are not padded: Ink measures text of plain ASCII at once, and anything
 * with a frame character in it one grapheme after another.
 */
const Rows = ({ rows, width, style }: { readonly rows: readonly Line[]; readonly width: number; readonly style: Style }) => {
  const theme = useContext(ThemeContext);
  const side = rows.map(() => theme.paint(style, '│')).join('\n');
  return (
    <Box height={rows.length}>
      <Text>{side}</Text>
      <Box flexDirection="column" width={width - 2} paddingLeft={1}>
        {rows.map((row, i) => (
          <Text key={i} wrap="truncate">
            {clipped(row, width - 4, theme) || ' '}
          </Text>
        ))}
      </Box>
      <Text>{side}</Text>
    </Box>
  );
};

/** A frame of exactly `width` x `height`; rows that do not fit are left out. */
export const Pane = ({ title, note = '', width, height, rows, focused = false }: PaneProps) => {
  const theme = useContext(ThemeContext);
  const style: Style = focused ? 'accent' : 'border';
  const room = Math.max(0, height - 2);
  const filled: readonly PaneRow[] = Array.from({ length: room }, (_, i) => rows[i] ?? []);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Text>{border(['╭', '╮'], title, note, width, theme, style)}</Text>
      {sectionsOf(filled).map(({ rule, rows: lines }, i) => (
        <Box key={i} flexDirection="column">
          {rule && <Text>{border(['├', '┤'], rule.rule, rule.note ?? '', width, theme, style)}</Text>}
          {lines.length > 0 && <Rows rows={lines} width={width} style={style} />}
        </Box>
      ))}
      <Text>{theme.paint(style, `╰${'─'.repeat(Math.max(0, width - 2))}╯`)}</Text>
    </Box>
  );
};
